/* Reading aloud, paragraph by paragraph, where the phone can; elsewhere the button stays hidden. */
(function () {
  'use strict';

  const synthesis = window.speechSynthesis;
  const button = document.getElementById('aloud');
  if (!synthesis || !window.SpeechSynthesisUtterance || !button) return;

  const Hub = window.StudyHub;
  const word = button.querySelector('span');
  let speaking = null; // the paragraph that is being read, null when silent

  function chineseVoice() {
    return synthesis.getVoices().filter(function (voice) { return /^(zh|cmn)/i.test(voice.lang); })[0];
  }

  /* Voices come late on some phones; a phone without a Chinese one would read nothing but gaps. */
  function offer() {
    button.hidden = !chineseVoice();
  }

  function show() {
    button.setAttribute('aria-pressed', String(speaking !== null));
    word.textContent = speaking ? '停止' : '朗读';
  }

  function stop() {
    if (speaking) speaking.classList.remove('here');
    speaking = null;
    synthesis.cancel();
    show();
  }

  function speak(paragraph) {
    const utterance = new window.SpeechSynthesisUtterance(paragraph.textContent.trim() || '图片');
    if (speaking) speaking.classList.remove('here');
    speaking = paragraph;
    utterance.lang = 'zh-CN';
    utterance.voice = chineseVoice();
    utterance.onend = function () {
      if (speaking !== paragraph) return;
      const next = Hub.reading.paragraphs[Hub.reading.paragraphs.indexOf(paragraph) + 1];
      if (next) speak(next);
      else stop();
    };
    utterance.onerror = function () {
      if (speaking === paragraph) stop();
    };
    Hub.reading.jump(paragraph.id);
    synthesis.speak(utterance);
    show();
  }

  button.addEventListener('click', function () {
    if (speaking) stop();
    else speak(Hub.reading.current());
  });
  window.addEventListener('pagehide', stop);
  if (synthesis.addEventListener) synthesis.addEventListener('voiceschanged', offer);
  offer();
})();
