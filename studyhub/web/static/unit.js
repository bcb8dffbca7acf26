/* Reading: notes which paragraphs are on the screen, remembers the place, and says what is left. */
(function () {
  'use strict';

  const Hub = window.StudyHub;
  const article = document.querySelector('[data-unit]');
  const path = '/units/' + article.getAttribute('data-unit') + '/progress';
  const place = article.getAttribute('data-place');
  const total = Number(article.getAttribute('data-total'));
  const kind = article.getAttribute('data-kind');
  const paragraphs = Array.from(article.querySelectorAll('section > [id]:not(h3):not(.check)'));
  const REST = 250; // a paragraph counts when it is on the screen in two looks so far apart: flying past is not reading
  const BEAT = 4000;
  const ENOUGH = 0.6;

  const seen = {};
  let isDone = article.hasAttribute('data-done');
  let here = null; // the last paragraph whose end has been on the screen
  let before = [];
  let hasMoved = false;
  let timer = null;

  article.getAttribute('data-seen').split(' ').forEach(function (anchor) {
    if (anchor) seen[anchor] = true;
  });
  const kept = Hub.outbox.waiting(path);
  if (kept) kept.seen.forEach(function (anchor) { seen[anchor] = true; });

  function jump(anchor) {
    const target = document.getElementById(anchor) || document.querySelector('.waiting');
    if (!target) return;
    const marked = article.querySelector('.here');
    if (marked) marked.classList.remove('here');
    if (paragraphs.indexOf(target) >= 0) target.classList.add('here');
    const bar = document.querySelector('.bar').offsetHeight;
    window.scrollTo(0, target.getBoundingClientRect().top + window.pageYOffset - bar - 24);
  }

  /* The part of the screen between the bars. */
  function view() {
    return {
      top: document.querySelector('.bar').offsetHeight,
      bottom: window.innerHeight - document.querySelector('.dock').offsetHeight
    };
  }

  function visible(screen) {
    return paragraphs.filter(function (paragraph) {
      const box = paragraph.getBoundingClientRect();
      const shown = Math.min(box.bottom, screen.bottom) - Math.max(box.top, screen.top);
      return shown >= ENOUGH * Math.min(box.height, screen.bottom - screen.top);
    });
  }

  function unseen() {
    return paragraphs.filter(function (paragraph) { return !seen[paragraph.id]; });
  }

  /* What the server does not know yet; it fails silently and comes again: reading must not be disturbed. */
  function tell(fresh, pause) {
    const waiting = Hub.outbox.waiting(path);
    const anchors = waiting ? waiting.seen.slice() : [];
    fresh.forEach(function (anchor) {
      if (anchors.indexOf(anchor) < 0) anchors.push(anchor);
    });
    const paragraph = here || place || fresh[0];
    if (paragraph) Hub.outbox.put(path, {paragraph: paragraph, seen: anchors}, pause);
  }

  Hub.outbox.listen(path, {
    onSaved: function (progress) {
      if (!progress.completed_at || isDone) return;
      isDone = true;
      showOnCard('已读完', 100);
      document.querySelectorAll('#so-far > :not(.goal)').forEach(function (one) { one.hidden = true; });
      document.querySelector('#so-far p').textContent = '可以随时重读';
      document.getElementById('reading').hidden = true;
      document.getElementById('read-done').hidden = false;
      document.getElementById('spoken').textContent = '已读完本单元';
    },
    onTrouble: show
  });

  function look() {
    const screen = view();
    const now = visible(screen);
    const fresh = now.filter(function (paragraph) {
      return before.indexOf(paragraph) >= 0 && !seen[paragraph.id];
    }).map(function (paragraph) { return paragraph.id; });
    const isResting = now.length === before.length && now.every(function (one, i) { return one === before[i]; });
    before = now;
    fresh.forEach(function (anchor) { seen[anchor] = true; });
    let last = null;
    paragraphs.forEach(function (paragraph) {
      if (paragraph.getBoundingClientRect().bottom <= screen.bottom + 1) last = paragraph;
    });
    const hasArrived = last && last.id !== here;
    if (last) here = last.id;
    if (fresh.length || hasArrived) {
      // The end is told at once: somebody who reaches it may close the page in the next second.
      tell(fresh, fresh.length && !unseen().length ? 0 : BEAT);
    }
    show();
    markContents();
    if (!isResting) later();
  }

  function later() {
    if (timer !== null) return;
    timer = setTimeout(function () {
      timer = null;
      look();
    }, REST);
  }

  /* The bar moves as one reads; at the end it says what was passed over. */
  function show() {
    if (isDone) return;
    const left = unseen();
    const count = paragraphs.length - left.length;
    const percent = Math.min(Math.floor(100 * count / total), 99);
    document.getElementById('read-progress').value = percent;
    const rest = {checks: '，答对小测即完成', quiz: '，测验合格即完成'}[kind];
    const isAtEnd = here === paragraphs[paragraphs.length - 1].id;
    const missing = document.getElementById('missing');
    missing.hidden = !(isAtEnd && left.length);
    document.getElementById('read-words').hidden = !missing.hidden;
    missing.textContent = '还有 ' + left.length + ' 段没看到，去看看';
    document.getElementById('read-words').textContent =
      '已读 ' + percent + '%' + (left.length ? '，全部看过即完成' : rest || lastWords());
    if (before.length) showOnCard(null, percent);
  }

  /* The card at the top says the same as the bar at the bottom, also to somebody who scrolls back. */
  function showOnCard(words, percent) {
    const card = document.querySelector('#so-far .goal');
    if (words || !place) card.querySelector('b').textContent = words || '正在读';
    card.querySelector('.ring').classList.toggle('done', percent === 100);
    card.querySelector('.ring').setAttribute('aria-label', '已读 ' + percent + '%');
    card.querySelector('text').textContent = percent + '%';
    card.querySelector('.v').setAttribute('stroke-dasharray', percent * 157.08 / 100 + ' 158');
  }

  /* All has been seen, and the server has not yet said that it knows. */
  function lastWords() {
    if (!Hub.outbox.waiting(path)) return '，全部看过即完成';
    return navigator.onLine === false ? '，没有信号，有信号时自动记上' : '，正在保存';
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

  window.addEventListener('scroll', function () {
    hasMoved = true;
    later();
  }, {passive: true});

  document.addEventListener('click', function (event) {
    if (event.target.closest('#missing')) {
      jump(unseen()[0].id);
      return;
    }
    const link = event.target.closest('[data-jump]');
    if (!link) return;
    event.preventDefault(); // no entry in the history: Back leaves the unit in one step
    Hub.closeSheet();
    jump(link.getAttribute('data-jump'));
  });

  Hub.reading = {
    paragraphs: paragraphs,
    jump: jump,
    /* The paragraph that the reader most likely means: the first that is well on the screen. */
    current: function () { return visible(view())[0] || paragraphs[0]; }
  };

  const wanted = location.hash ? decodeURIComponent(location.hash.slice(1)) : '';
  window.addEventListener('load', function () {
    if (wanted) jump(wanted);
    else if (place && !isDone && article.hasAttribute('data-resume')) jump(place);
    // Opening a page is not yet reading it, unless all of it is on the screen.
    if (!hasMoved && document.documentElement.scrollHeight <= window.innerHeight) look();
    show();
    markContents();
  });
})();
