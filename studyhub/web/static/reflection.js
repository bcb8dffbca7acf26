/* A reflection being written: counted, and kept on the phone and on the server as it grows. */
(function () {
  'use strict';

  const Hub = window.StudyHub;
  const form = document.querySelector('[data-reflection]');
  if (!form) return;

  const path = form.getAttribute('data-reflection');
  const field = document.getElementById('text');
  const state = document.getElementById('draft-state');
  const TYPING_PAUSE = 1000;
  let sequence = Number(form.getAttribute('data-sequence'));

  function count() {
    document.getElementById('word-count').textContent = field.value.replace(/\s/g, '').length + ' 字';
  }

  Hub.outbox.listen(path, {
    onSaved: function (receipt, sent) {
      state.textContent = receipt.sequence > sent.sequence ? '另一台设备上有更新的草稿，刷新页面可以看到' : '草稿已保存';
    },
    onRefused: function (sentence) { state.textContent = sentence; },
    onTrouble: function () { state.textContent = '网络不畅，草稿已存在本机，正在重试'; }
  });

  field.addEventListener('input', function () {
    count();
    sequence = Hub.nextSequence(sequence);
    state.textContent = '正在保存';
    Hub.outbox.put(path, {text: field.value, sequence: sequence}, TYPING_PAUSE);
  });

  const kept = Hub.outbox.waiting(path);
  if (kept && kept.sequence > sequence) {
    field.value = kept.text;
    sequence = kept.sequence;
  }
  count();
})();
