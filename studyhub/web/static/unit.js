/* Reading: remembers the place, tells the server how far one has read, and says when the end is reached. */
(function () {
  'use strict';

  const Hub = window.StudyHub;
  const article = document.querySelector('[data-unit]');
  const unitId = article.getAttribute('data-unit');
  const place = article.getAttribute('data-place');
  const paragraphs = Array.from(article.querySelectorAll('p[id]'));
  const positions = {};
  paragraphs.forEach(function (paragraph, index) { positions[paragraph.id] = index + 1; });
  const BEAT = 4000;

  let furthest = Number(article.getAttribute('data-furthest'));
  let isDone = article.hasAttribute('data-done');
  let here = null; // the last paragraph whose end has been on the screen
  let told = place || null;
  let hasMoved = false;
  let timer = null;
  let failures = 0;

  function jump(anchor) {
    const target = document.getElementById(anchor);
    if (!target) return;
    const marked = article.querySelector('.here');
    if (marked) marked.classList.remove('here');
    if (target.tagName === 'P') target.classList.add('here');
    const bar = document.querySelector('.bar').offsetHeight;
    window.scrollTo(0, target.getBoundingClientRect().top + window.pageYOffset - bar - 24);
  }

  /* A beat: where the reader is now. It fails silently and comes again; reading must not be disturbed. */
  function tell() {
    clearTimeout(timer);
    timer = null;
    if (!here || here === told) return;
    const sent = here;
    Hub.request('PUT', '/units/' + unitId + '/progress', {paragraph: sent}).then(function (answer) {
      if (answer.status === 200) {
        failures = 0;
        told = sent;
        show(answer.body);
      } else if (Hub.isTransient(answer.status)) {
        failures += 1;
        later(Math.min(BEAT * failures, 20000));
      }
      if (here !== told && timer === null && failures === 0) later(BEAT);
    });
  }

  function later(pause) {
    if (timer === null) timer = setTimeout(tell, pause);
  }

  function show(progress) {
    document.getElementById('read-progress').value = progress.percent;
    document.getElementById('read-words').textContent = '已读 ' + progress.percent + '%，读到末尾即完成';
    if (!progress.completed_at || isDone) return;
    isDone = true;
    document.getElementById('reading').hidden = true;
    document.getElementById('read-done').hidden = false;
    document.getElementById('spoken').textContent = '已读完本单元';
  }

  function arrive(paragraph) {
    here = paragraph.id;
    const position = positions[here];
    if (position > furthest) furthest = position;
    // The end is told at once: somebody who reaches it may close the page in the next second.
    if (position === paragraphs.length && !isDone) tell();
    else later(BEAT);
  }

  function look() {
    const bottom = window.innerHeight - document.querySelector('.dock').offsetHeight;
    let last = null;
    paragraphs.forEach(function (paragraph) {
      if (paragraph.getBoundingClientRect().bottom <= bottom + 1) last = paragraph;
    });
    if (last && last.id !== here) arrive(last);
    markContents();
  }

  function markContents() {
    const line = window.innerHeight / 3;
    let current = null;
    article.querySelectorAll('section').forEach(function (section) {
      if (section.getBoundingClientRect().top <= line) current = section.id;
    });
    document.querySelectorAll('[data-jump]').forEach(function (link) {
      if (link.getAttribute('data-jump') === current) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    });
  }

  let isWaiting = false;
  window.addEventListener('scroll', function () {
    hasMoved = true;
    if (isWaiting) return;
    isWaiting = true;
    setTimeout(function () {
      isWaiting = false;
      look();
    }, 200);
  }, {passive: true});

  document.addEventListener('click', function (event) {
    const link = event.target.closest('[data-jump]');
    if (!link) return;
    event.preventDefault(); // no entry in the history: Back leaves the unit in one step
    Hub.closeSheet();
    jump(link.getAttribute('data-jump'));
  });
  document.addEventListener('visibilitychange', function () {
    if (document.visibilityState === 'hidden') tell();
  });
  window.addEventListener('pagehide', tell);
  window.addEventListener('online', tell);

  const wanted = location.hash ? decodeURIComponent(location.hash.slice(1)) : '';
  window.addEventListener('load', function () {
    if (wanted) jump(wanted);
    else if (place && !isDone && article.hasAttribute('data-resume')) jump(place);
    // Opening a page is not yet reading it, unless all of it is on the screen.
    if (!hasMoved && document.documentElement.scrollHeight <= window.innerHeight) look();
    markContents();
  });
})();
