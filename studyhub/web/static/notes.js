/* A tap on a paragraph: highlight it, write a note, ask about it. No selecting of text, which WeChat keeps for itself. */
(function () {
  'use strict';

  const Hub = window.StudyHub;
  const article = document.querySelector('[data-unit]');
  const unit = article.getAttribute('data-unit');
  const sheet = document.getElementById('paragraph');
  const field = document.getElementById('note');
  const light = document.getElementById('highlight');
  const state = document.getElementById('note-state');
  const TYPING_PAUSE = 700;
  let chosen = null;

  function pathOf(paragraph) {
    return '/units/' + unit + '/notes/' + paragraph.id;
  }

  function noteOf(paragraph) {
    return {
      is_highlighted: paragraph.classList.contains('lit'),
      text: paragraph.getAttribute('data-note') || '',
      sequence: Number(paragraph.getAttribute('data-sequence')) || 0
    };
  }

  function paint(paragraph, note) {
    paragraph.classList.toggle('lit', note.is_highlighted);
    paragraph.setAttribute('data-sequence', note.sequence);
    if (note.text) paragraph.setAttribute('data-note', note.text);
    else paragraph.removeAttribute('data-note');
  }

  function say(words) {
    state.textContent = words;
  }

  function change(part, pause) {
    const paragraph = chosen;
    const note = Object.assign(noteOf(paragraph), part);
    note.sequence = Hub.nextSequence(note.sequence);
    paint(paragraph, note);
    say('正在保存');
    Hub.outbox.put(pathOf(paragraph), note, pause);
  }

  function listen(paragraph) {
    Hub.outbox.listen(pathOf(paragraph), {
      onSaved: function (receipt, sent) {
        if (receipt.sequence > sent.sequence) say('另一台设备上有更新的内容，刷新页面可以看到');
        else if (chosen === paragraph) say('已保存');
      },
      onRefused: function (sentence) { if (chosen === paragraph) say(sentence); },
      onTrouble: function () { if (chosen === paragraph) say('网络不畅，已存在本机，正在重试'); }
    });
  }

  function open(paragraph) {
    const note = noteOf(paragraph);
    chosen = paragraph;
    listen(paragraph);
    document.getElementById('paragraph-quote').textContent = paragraph.textContent.trim() || '（图片）';
    light.setAttribute('aria-pressed', String(note.is_highlighted));
    field.value = note.text;
    say('');
    document.getElementById('ask').href = article.getAttribute('data-ask').replace('ANCHOR', paragraph.id);
    paragraph.classList.add('chosen');
    Hub.openSheet(sheet, {onClose: function () {
      paragraph.classList.remove('chosen');
      Hub.outbox.hurry();
    }});
  }

  light.addEventListener('click', function () {
    const isLit = light.getAttribute('aria-pressed') !== 'true';
    light.setAttribute('aria-pressed', String(isLit));
    change({is_highlighted: isLit});
  });
  field.addEventListener('input', function () { change({text: field.value}, TYPING_PAUSE); });
  document.getElementById('take-note').addEventListener('click', function () { open(Hub.reading.current()); });

  article.addEventListener('click', function (event) {
    if (event.target.closest('a, button, label, input, summary')) return;
    if (window.getSelection && String(window.getSelection())) return; // somebody copies a sentence
    const found = Hub.reading.paragraphs.filter(function (one) { return one.contains(event.target); })[0];
    if (found) open(found);
  });

  Hub.reading.paragraphs.forEach(function (paragraph) {
    const kept = Hub.outbox.waiting(pathOf(paragraph));
    if (kept && kept.sequence > noteOf(paragraph).sequence) paint(paragraph, kept);
  });
})();
