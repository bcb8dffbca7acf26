/* How each type of question looks and is answered. A question is built from the API's slot and the values given so far;
 * it reports every change as values in the API's form, and [] when nothing is left of the answer. */
(function () {
  'use strict';

  const TYPES = {
    single_choice: '单选题', multiple_response: '多选题', true_false: '判断题', fill_in: '填空题',
    matching: '连线题', ordering: '排序题', numeric: '数值题', extended_text: '简答题'
  };
  const MULTIPLE_MARKING = {
    all_or_nothing: '全部选对才得分，多选、少选、错选都不得分。',
    partial: '可选多项。少选按选对的比例得分，有错选不得分。',
    half: '可选多项。全部选对得满分，少选得一半，有错选不得分。',
    right_minus_wrong: '可选多项。选对一项加一份，选错一项减一份，减到零为止。'
  };

  const fillText = window.StudyHub.fillText;
  const inWords = window.StudyHub.inWords;

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function icon(name, className) {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('class', 'i' + (className ? ' ' + className : ''));
    svg.setAttribute('aria-hidden', 'true');
    svg.setAttribute('focusable', 'false');
    const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
    use.setAttribute('href', '#i-' + name);
    svg.appendChild(use);
    return svg;
  }

  function letter(index) {
    return String.fromCharCode(65 + index);
  }

  /* The stem; in a fill_in its blanks are numbered as the fields below are. */
  function fillStem(legend, slot) {
    const parts = slot.type === 'fill_in' ? slot.stem.split(/_{4,}/) : [slot.stem];
    parts.forEach(function (part, index) {
      if (index > 0) legend.appendChild(element('span', 'hole', '第 ' + index + ' 空'));
      fillText(legend, part, slot.pictures);
    });
  }

  /* The material that questions share: open where they begin, and as it was left. opened: by question number. */
  function buildStimulus(slots, index, opened) {
    const slot = slots[index];
    function shares(other) {
      return other && other.stimulus === slot.stimulus && other.section === slot.section;
    }
    let first = index;
    let last = index;
    while (shares(slots[first - 1])) first -= 1;
    while (shares(slots[last + 1])) last += 1;
    const box = element('details', 'stimulus');
    box.open = slot.number in opened ? opened[slot.number] : index === first;
    box.addEventListener('toggle', function () { opened[slot.number] = box.open; });
    const numbers = first === last ? '' : '（第 ' + slots[first].number + '～' + slots[last].number + ' 题共用）';
    const text = fillText(element('div', 'passage'), slot.stimulus, slot.pictures);
    text.tabIndex = 0; // a long one scrolls, with the keyboard too
    text.setAttribute('role', 'group');
    text.setAttribute('aria-label', '材料');
    box.append(element('summary', '', '材料' + numbers), text);
    return box;
  }

  /* A, B, C as radio buttons or check boxes. */
  function choices(slot, values, change) {
    const isMultiple = slot.type === 'multiple_response';
    const shown = slot.type === 'true_false'
      ? [{id: 'true', text: '正确', mark: '✓'}, {id: 'false', text: '错误', mark: '×'}]
      : slot.choices;
    const list = element('div', 'opts' + (isMultiple ? ' multi' : ''));
    const inputs = shown.map(function (choice) {
      const label = element('label', 'opt');
      const input = element('input');
      input.type = isMultiple ? 'checkbox' : 'radio';
      input.name = 'answer-' + slot.number;
      input.value = choice.id;
      input.checked = values.indexOf(choice.id) >= 0;
      const key = element('span', 'k', choice.mark || choice.id);
      if (choice.mark) key.setAttribute('aria-hidden', 'true');
      label.append(input, key, fillText(element('span', 't'), choice.text, slot.pictures, true), icon('tick', 'tick'));
      list.appendChild(label);
      input.addEventListener('change', function () {
        paint();
        change(inputs.filter(function (one) { return one.checked; }).map(function (one) { return one.value; }));
      });
      input.addEventListener('focus', function () {
        if (input.matches(':focus')) label.classList.toggle('focus', isByKeyboard);
      });
      input.addEventListener('blur', function () { label.classList.remove('focus'); });
      return input;
    });
    function paint() {
      inputs.forEach(function (input) { input.parentNode.classList.toggle('on', input.checked); });
    }
    paint();
    return list;
  }

  let isByKeyboard = false; // :focus-visible is younger than the browsers this must run in
  document.addEventListener('keydown', function () { isByKeyboard = true; }, true);
  document.addEventListener('pointerdown', function () { isByKeyboard = false; }, true);

  function field(label, control, hint) {
    const row = element('div', 'field');
    const caption = element('label', '', label);
    control.id = 'field-' + Math.random().toString(36).slice(2);
    caption.htmlFor = control.id;
    row.append(caption, control);
    if (hint) row.appendChild(element('p', 'hint', hint));
    return row;
  }

  function textInput(value) {
    const input = element('input', 'input');
    input.type = 'text';
    input.value = value || '';
    input.autocomplete = 'off';
    input.setAttribute('autocapitalize', 'off');
    input.setAttribute('enterkeyhint', 'done');
    return input;
  }

  function report(inputs, read) {
    inputs.forEach(function (input) {
      input.addEventListener('input', function () { read(true); });
      input.addEventListener('change', function () { read(false); });
    });
  }

  function blanks(slot, values, change) {
    const box = element('div');
    const inputs = [];
    for (let i = 0; i < slot.blank_count; i += 1) {
      const input = textInput(values[i]);
      input.maxLength = 200;
      inputs.push(input);
      box.appendChild(field(slot.blank_count > 1 ? '第 ' + (i + 1) + ' 空' : '填写答案', input));
    }
    report(inputs, function (isTyping) {
      const given = inputs.map(function (input) { return input.value.trim(); });
      change(given.some(Boolean) ? given : [], isTyping);
    });
    return box;
  }

  function number(slot, values, change) {
    const input = textInput(values[0]);
    input.inputMode = 'decimal';
    input.maxLength = 64;
    const box = field('填写一个数', input, '只写数，不写单位，例如 3.14。');
    report([input], function (isTyping) {
      const given = input.value.normalize('NFKC').trim();
      const isNumber = /^[+-]?(\d[\d,]*\.?\d*|\.\d+)$/.test(given);
      input.setAttribute('aria-invalid', String(Boolean(given) && !isNumber && !isTyping));
      change(given ? [given] : [], isTyping);
    });
    return box;
  }

  function longText(slot, values, change) {
    const area = element('textarea', 'input');
    area.value = values[0] || '';
    area.maxLength = 8000;
    report([area], function (isTyping) {
      change(area.value.trim() ? [area.value] : [], isTyping);
    });
    return field('作答', area, '由阅卷人评分。');
  }

  /* Each prompt takes one of the lettered targets; a target may be taken more than once. */
  function matching(slot, values, change) {
    const box = element('div');
    const targets = element('ul', 'targets');
    slot.choices.forEach(function (choice) {
      const row = element('li');
      row.append(element('b', '', choice.id), fillText(element('span', 't'), choice.text, slot.pictures));
      targets.appendChild(row);
    });
    box.appendChild(targets);
    const taken = {};
    values.forEach(function (pair) { taken[pair.split(' ')[0]] = pair.split(' ')[1]; });
    const selects = slot.prompts.map(function (prompt) {
      const row = element('div', 'match');
      const select = element('select', 'input');
      select.id = 'prompt-' + slot.number + '-' + prompt.id;
      select.appendChild(new Option('请选择', ''));
      slot.choices.forEach(function (choice) {
        select.appendChild(new Option(choice.id + '  ' + inWords(choice.text), choice.id));
      });
      select.value = taken[prompt.id] || '';
      const label = element('label');
      label.htmlFor = select.id;
      label.append(element('span', 'k', prompt.id + '.'), fillText(element('span'), prompt.text, slot.pictures));
      const pick = element('span', 'pick');
      pick.append(select, icon('down'));
      row.append(label, pick);
      box.appendChild(row);
      select.addEventListener('change', function () {
        change(slot.prompts.map(function (one, index) {
          return selects[index].value ? one.id + ' ' + selects[index].value : '';
        }).filter(Boolean));
      });
      return select;
    });
    return box;
  }

  /* Lines that move up and down; the first move makes it an answer. */
  function ordering(slot, values, change, announce) {
    const list = element('ol', 'order');
    const texts = {};
    slot.choices.forEach(function (choice) { texts[choice.id] = choice.text; });
    const order = values.length ? values.slice() : slot.choices.map(function (choice) { return choice.id; });
    const rows = {};

    function mover(id, step, word, picture) {
      const button = element('button');
      button.type = 'button';
      button.setAttribute('aria-label', word + '：' + inWords(texts[id]));
      button.appendChild(icon(picture));
      button.addEventListener('click', function () {
        const from = order.indexOf(id);
        order.splice(from, 1);
        order.splice(from + step, 0, id);
        paint(id);
        // A button that has just reached the end is switched off: the focus goes to its neighbour.
        (button.disabled ? button.parentNode.querySelector('button:not([disabled])') : button).focus();
        announce(inWords(texts[id]) + '，移到第 ' + (from + step + 1) + ' 位，共 ' + order.length + ' 项');
        change(order.slice());
      });
      return button;
    }

    function paint(moved) {
      order.forEach(function (id, place) {
        const row = rows[id];
        list.appendChild(row.line);
        row.place.textContent = String(place + 1);
        row.up.disabled = place === 0;
        row.down.disabled = place === order.length - 1;
        row.line.classList.toggle('moved', id === moved);
      });
    }

    order.forEach(function (id) {
      const line = element('li');
      const place = element('span', 'p num');
      const moves = element('span', 'move');
      const up = mover(id, -1, '上移', 'arrow-up');
      const down = mover(id, 1, '下移', 'arrow-down');
      moves.append(up, down);
      line.append(place, fillText(element('span', 't'), texts[id], slot.pictures), moves);
      rows[id] = {line: line, place: place, up: up, down: down};
    });
    paint();
    return list;
  }

  const BUILDERS = {
    single_choice: choices, multiple_response: choices, true_false: choices, fill_in: blanks,
    matching: matching, ordering: ordering, numeric: number, extended_text: longText
  };

  /* A fieldset with stem and controls. change(values, isTyping) is called for every change, announce(text) speaks. */
  function buildQuestion(slot, values, change, announce) {
    const set = element('fieldset');
    const legend = element('legend', 'stem');
    legend.tabIndex = -1;
    fillStem(legend, slot);
    set.append(legend, BUILDERS[slot.type](slot, values, change, announce));
    return set;
  }

  function describe(slot) {
    if (slot.type === 'multiple_response') return MULTIPLE_MARKING[slot.marking] || '可选多项。';
    if (slot.type === 'ordering') return '用箭头把各项移到正确的位置，移动后即算作答。';
    if (slot.type === 'matching') return '为每一项选择对应的内容，各项分别计分。';
    if (slot.type === 'fill_in' && slot.blank_count > 1) return '各空分别计分。';
    return '';
  }

  /* Whether nothing of the question is left open; a half filled one counts as open. */
  function isComplete(slot, values) {
    if (!values || !values.length) return false;
    if (slot.type === 'fill_in') return values.every(Boolean);
    if (slot.type === 'matching') return values.length === slot.prompts.length;
    return true;
  }

  window.StudyHub = Object.assign(window.StudyHub || {}, {
    buildQuestion: buildQuestion,
    buildStimulus: buildStimulus,
    describeQuestion: describe,
    element: element,
    icon: icon,
    isComplete: isComplete,
    typeName: function (type) { return TYPES[type]; }
  });
})();
