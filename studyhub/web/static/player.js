/* The quiz player: one question a screen. The server holds paper, clock and answers; this page shows and delivers. */
(function () {
  'use strict';

  const Hub = window.StudyHub;
  const element = Hub.element;
  const root = document.getElementById('player');
  const attemptId = root.getAttribute('data-attempt');
  const member = root.getAttribute('data-member');
  const resultAddress = root.getAttribute('data-result');
  const signInAddress = root.getAttribute('data-sign-in');
  const placeKey = 'studyhub.place.' + member + '.' + attemptId;
  const clock = new Hub.ServerClock();
  const LOW = 5 * 60;
  const SPOKEN = [10 * 60, 5 * 60, 60];
  const STATES = {idle: '作答后自动保存', saving: '正在保存……', saved: '已保存'};
  const TROUBLES = {
    trouble: ['已存在本机', '网络不畅，答案已存在本机，正在重试'],
    'trouble-unstored': ['还没有保存', '网络不畅，正在重试，请不要关闭页面'],
    'signed-out': ['已存在本机', '登录已过期，答案存在本机，请重新登录']
  };

  let attempt = null;
  let slots = [];
  let queue = null;
  let current = 0;
  let deadline = 0;
  let spokenAbove = Infinity;
  const materials = {}; // which were opened or closed by hand
  let phase = 'loading'; // then 'answering', 'submitting', 'over'

  function find(id) { return document.getElementById(id); }

  function say(sentence) { find('spoken').textContent = sentence; }

  /* Loading, and loading again: the first time, and whenever the page shows again after a while. */
  function load() {
    const sentAt = performance.now();
    return Hub.request('GET', '/attempts/' + attemptId).then(function (answer) {
      if (answer.status === 200) take(answer.body, (sentAt + performance.now()) / 2);
      else if (phase === 'loading') explainFailure(answer);
    });
  }

  function explainFailure(answer) {
    if (answer.status === 401) {
      location.replace(signInAddress);
      return;
    }
    const isTransient = Hub.isTransient(answer.status);
    root.textContent = '';
    const box = element('div', 'empty');
    box.setAttribute('role', 'alert');
    box.append(Hub.icon('warn'), element('p', '', isTransient
      ? '网络不畅，试卷还没有取到。正在自动重试，计时以服务器为准。'
      : answer.body.message || '没有取到试卷，请返回测验页重新进入。'));
    root.appendChild(box);
    if (isTransient) setTimeout(load, Math.max(answer.retryAfter * 1000, 2500));
  }

  function take(body, mark) {
    if (body.status !== 'open') {
      if (queue) queue.clear();
      location.replace(resultAddress);
      return;
    }
    clock.set(body.now, mark);
    deadline = Date.parse(body.deadline_at);
    const isFirst = attempt === null;
    attempt = body;
    slots = body.slots;
    if (isFirst) begin();
    else refresh();
  }

  function begin() {
    queue = new Hub.AnswerQueue(member, attemptId, {
      token: attempt.token,
      clock: clock,
      startedAt: Date.parse(attempt.started_at),
      onState: showState,
      onOver: leaveForResult,
      onForeign: load,
      onRefused: function (number, sentence) {
        ask({title: '第 ' + number + ' 题没有保存', text: sentence || '服务器不接受这个答案，请修改后重试。', acts: [['知道了', Hub.closeSheet, true]]});
      }
    });
    phase = 'answering';
    queue.reconcile(slots);
    overlay();
    current = rememberedPlace();
    find('loading') && find('loading').remove();
    root.textContent = '';
    find('progress').hidden = false;
    find('dock').hidden = false;
    find('total').textContent = String(slots.length);
    find('answered').max = slots.length;
    show(current, true);
    tick();
    setInterval(tick, 250);
  }

  /* What waits on this phone is newer than what the server has. */
  function overlay() {
    slots.forEach(function (slot) {
      const entry = queue.entries[slot.number];
      if (!entry) return;
      slot.response = entry.values;
      slot.is_flagged = entry.flagged;
    });
  }

  function refresh() {
    queue.reconcile(slots);
    overlay();
    // A field being typed in is not taken from under the fingers; all else may have changed on another phone.
    if (phase === 'answering' && !document.body.classList.contains('typing')) show(current, true);
  }

  function rememberedPlace() {
    let place = NaN;
    try {
      place = parseInt(localStorage.getItem(placeKey), 10);
    } catch (error) {
      place = NaN;
    }
    if (place >= 1 && place <= slots.length) return place - 1;
    const open = slots.findIndex(function (slot) { return !Hub.isComplete(slot, slot.response); });
    return open < 0 ? 0 : open;
  }

  function show(index, isQuiet) {
    current = index;
    const slot = slots[index];
    try {
      localStorage.setItem(placeKey, String(index + 1));
    } catch (error) {
      // without storage the player opens at the first open question
    }
    root.textContent = '';
    const top = element('div', 'qtop');
    top.append(element('span', 'tag red', Hub.typeName(slot.type)), element('span', 'tag num', slot.points + ' 分'), flagButton(slot));
    const question = Hub.buildQuestion(slot, slot.response || [], function (values, isTyping) {
      slot.response = values;
      queue.put(slot.number, values, slot.is_flagged, isTyping);
      showProgress();
    }, say);
    const after = element('div', 'after');
    const clear = element('button', 'clear', '清除作答');
    clear.type = 'button';
    clear.addEventListener('click', function () {
      slot.response = [];
      queue.put(slot.number, [], slot.is_flagged, false);
      show(current);
      say('第 ' + slot.number + ' 题的作答已清除');
    });
    after.append(element('p', 'xs t-3', Hub.describeQuestion(slot)), clear);
    root.append(top);
    if (slot.stimulus) root.append(Hub.buildStimulus(slots, index, materials));
    root.append(question, after);
    showProgress();
    if (isQuiet) return;
    window.scrollTo(0, 0);
    question.querySelector('.stem').focus({preventScroll: true});
  }

  function flagButton(slot) {
    const button = element('button', 'flag');
    const words = element('span', '', '');
    button.type = 'button';
    button.append(Hub.icon('flag'), words);
    function paint() {
      button.setAttribute('aria-pressed', String(Boolean(slot.is_flagged)));
      words.textContent = slot.is_flagged ? '已标记' : '标记本题';
    }
    button.addEventListener('click', function () {
      slot.is_flagged = !slot.is_flagged;
      queue.put(slot.number, slot.response || [], slot.is_flagged, false);
      paint();
    });
    paint();
    return button;
  }

  function countAnswered() {
    return slots.filter(function (slot) { return Hub.isComplete(slot, slot.response); }).length;
  }

  function showProgress() {
    const slot = slots[current];
    const isLast = current === slots.length - 1;
    find('number').textContent = String(slot.number);
    find('answered').value = countAnswered();
    find('previous').disabled = current === 0;
    find('next').textContent = isLast ? '检查交卷' : '下一题';
    const clear = root.querySelector('.clear');
    if (clear) clear.hidden = !(slot.response && slot.response.length);
  }

  let lastState = 'idle';
  function showState(state, waiting) {
    const trouble = TROUBLES[state];
    find('saved').setAttribute('data-state', trouble ? 'trouble' : state);
    find('saved-icon').hidden = state !== 'saved';
    find('saved-words').textContent = trouble ? trouble[0] : STATES[state];
    find('trouble').hidden = !trouble;
    find('trouble').textContent = trouble ? trouble[1] + (waiting > 1 ? '（' + waiting + ' 题）' : '') : '';
    // Spoken only when trouble begins and ends: every tap would be too much.
    if (trouble && lastState !== state) say(trouble[1]);
    else if (!trouble && state === 'saved' && lastState.indexOf('trouble') === 0) say('网络已恢复，答案已全部保存');
    if (state !== 'saving') lastState = state;
    if (state === 'signed-out' && phase === 'answering') askToSignIn();
  }

  function askToSignIn() {
    ask({
      title: '登录已过期',
      text: '答案存在本机，没有丢失。重新登录后会回到这份答卷，并自动送出。',
      acts: [['重新登录', function () { location.replace(signInAddress); }, true]]
    });
  }

  /* The clock. Read out at three thresholds, never every second. */
  function tick() {
    if (phase === 'over') return;
    const left = Math.max(0, Math.ceil((deadline - clock.now()) / 1000));
    const hours = Math.floor(left / 3600);
    const two = function (value) { return (value < 10 ? '0' : '') + value; };
    find('left').textContent = (hours ? hours + ':' : '') + two(Math.floor(left / 60) % 60) + ':' + two(left % 60);
    find('timer').classList.toggle('low', left <= LOW);
    const crossed = SPOKEN.filter(function (threshold) { return left <= threshold && spokenAbove > threshold; });
    if (crossed.length && spokenAbove !== Infinity && left > 0) say('距交卷还有 ' + Math.ceil(left / 60) + ' 分钟');
    spokenAbove = left;
    if (left === 0 && phase === 'answering') endAtDeadline();
  }

  /* The answer card. */
  function openCard() {
    const cells = find('cells');
    cells.textContent = '';
    const open = [];
    slots.forEach(function (slot, index) {
      const isDone = Hub.isComplete(slot, slot.response);
      if (!isDone) open.push(slot.number);
      const cell = element('button', 'cell' + (isDone ? ' done' : ''), String(slot.number));
      cell.type = 'button';
      cell.setAttribute('aria-label', '第 ' + slot.number + ' 题，' + (isDone ? '已答' : '未答') + (slot.is_flagged ? '，已标记' : ''));
      if (index === current) cell.setAttribute('aria-current', 'true');
      if (slot.is_flagged) cell.appendChild(Hub.icon('flag'));
      cell.addEventListener('click', function () {
        Hub.closeSheet();
        show(index);
      });
      cells.appendChild(cell);
    });
    find('card-count').textContent = '已答 ' + (slots.length - open.length) + ' / ' + slots.length + ' 题';
    find('submit').textContent = open.length ? '交卷（还有 ' + open.length + ' 题未答）' : '交卷';
    Hub.openSheet(find('card'));
  }

  /* A question put to the member. question: title, text, acts [[words, action, isPrimary]], isFirm (no way round it) */
  function ask(question) {
    find('dialog-title').textContent = question.title;
    find('dialog-text').textContent = question.text;
    const acts = find('dialog-acts');
    acts.textContent = '';
    question.acts.forEach(function (act) {
      const button = element('button', 'btn' + (act[2] ? ' pri' : ''), act[0]);
      button.type = 'button';
      button.addEventListener('click', act[1]);
      acts.appendChild(button);
    });
    Hub.openSheet(find('dialog'), {isFirm: question.isFirm});
  }

  function numbersOf(chosen) {
    return chosen.map(function (slot) { return slot.number; }).join('、');
  }

  function confirmSubmission() {
    const open = slots.filter(function (slot) { return !Hub.isComplete(slot, slot.response); });
    const flagged = slots.filter(function (slot) { return slot.is_flagged; });
    const sentences = [open.length
      ? '还有 ' + open.length + ' 题没有答完：第 ' + numbersOf(open) + ' 题。'
      : '全部 ' + slots.length + ' 题都已作答。'];
    if (flagged.length) sentences.push('标记待查的有第 ' + numbersOf(flagged) + ' 题。');
    sentences.push('交卷后不能再修改。');
    ask({
      title: open.length ? '确定现在交卷吗？' : '确定交卷吗？',
      text: sentences.join(''),
      acts: [['交卷', function () { submit(10000, false); }, true], ['继续答题', Hub.closeSheet, false]]
    });
  }

  function submit(patience, isTimeUp) {
    phase = 'submitting';
    ask({title: isTimeUp ? '时间到，正在交卷' : '正在交卷', text: '正在送出最后的答案，请稍候……', acts: [], isFirm: true});
    queue.flush(patience).then(function (isAllSent) {
      if (phase === 'over') return;
      if (isAllSent || isTimeUp) sendSubmission(isTimeUp, 0);
      else holdBack('还有 ' + queue.waiting() + ' 题的答案没有送到服务器，现在交卷这些题不会计分。答案都存在本机，等网络恢复后再交卷。');
    });
  }

  function holdBack(sentence) {
    phase = 'answering';
    ask({
      title: '还没有交卷',
      text: sentence,
      acts: [['再试一次', function () { submit(10000, false); }, true], ['返回答题', Hub.closeSheet, false]]
    });
  }

  function sendSubmission(isTimeUp, tries) {
    Hub.request('POST', '/attempts/' + attemptId + '/submission', {}, attempt.token).then(function (answer) {
      if (answer.status === 200 || answer.status === 201 || answer.status === 409) {
        finish();
      } else if (answer.status === 401 || answer.status === 403) {
        ask({
          title: '登录已过期',
          text: '答案都已保存在服务器。重新登录后即可' + (isTimeUp ? '查看结果。' : '交卷。'),
          acts: [['重新登录', function () { location.replace(signInAddress); }, true]],
          isFirm: true
        });
      } else if (isTimeUp || tries < 2) {
        if (isTimeUp) find('dialog-text').textContent = '网络不畅，正在重试。服务器会按已收到的答案自动交卷，不必担心。';
        setTimeout(function () { sendSubmission(isTimeUp, tries + 1); }, Math.max(answer.retryAfter * 1000, 1500));
      } else {
        holdBack('网络不畅，交卷的请求没有送到。答案都已保存，请再试一次；到了截止时间，服务器也会自动交卷。');
      }
    });
  }

  function endAtDeadline() {
    if (document.activeElement && document.activeElement.blur) document.activeElement.blur();
    submit(attempt.grace_seconds * 1000, true);
  }

  function finish() {
    phase = 'over';
    queue.clear();
    try {
      localStorage.removeItem(placeKey);
    } catch (error) {
      // nothing was stored, then
    }
    location.replace(resultAddress); // Back from the result leads past the player
  }

  /* An answer came after the end: the deadline passed, or the attempt was submitted on another phone. */
  function leaveForResult() {
    if (phase === 'over') return;
    phase = 'over';
    ask({
      title: '这份答卷已经交卷',
      text: '答题时间已到，或者已在别处交卷。刚才的作答没有计入，正在打开成绩……',
      acts: [['查看成绩', function () { location.replace(resultAddress); }, true]],
      isFirm: true
    });
    setTimeout(function () { location.replace(resultAddress); }, 2500);
  }

  find('previous').addEventListener('click', function () {
    if (current > 0) show(current - 1);
  });
  find('next').addEventListener('click', function () {
    if (current < slots.length - 1) show(current + 1);
    else openCard();
  });
  find('open-card').addEventListener('click', openCard);
  find('submit').addEventListener('click', confirmSubmission);
  find('leave').addEventListener('click', function (event) {
    if (!queue || !queue.waiting()) return;
    event.preventDefault();
    queue.hurry();
    ask({
      title: '还有答案没有送到',
      text: '有 ' + queue.waiting() + ' 题的答案还存在本机。留在这里等网络恢复最稳妥；离开后，下次打开本站时会继续送出。计时不会暂停。',
      acts: [['留在这里', Hub.closeSheet, true], ['仍要离开', function () { location.href = find('leave').href; }, false]]
    });
  });
  root.addEventListener('focusout', function () {
    if (queue) queue.hurry();
  });
  window.addEventListener('online', function () {
    if (queue) queue.hurry();
  });
  document.addEventListener('visibilitychange', function () {
    if (queue) queue.hurry();
    // The phone may have slept, another phone may have answered: ask the server for clock and answers again.
    if (document.visibilityState === 'visible' && phase === 'answering') load();
  });
  window.addEventListener('pageshow', function (event) {
    if (event.persisted && phase === 'answering') load();
  });

  load();
})();
