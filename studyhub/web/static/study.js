/* What every member page does: sheets, text size and colours, and small comforts. */
(function () {
  'use strict';

  const YEAR = 365 * 24 * 3600;
  const FOCUSABLE = 'a[href],button:not([disabled]),input:not([disabled]),select:not([disabled]),textarea:not([disabled]),[tabindex="0"]';
  let opened = null;

  /* Sheets: in-page dialogs, because WeChat shows no others. One at a time; the focus stays inside. */
  function openSheet(holder, options) {
    closeSheet();
    opened = {holder: holder, back: document.activeElement, options: options || {}};
    holder.hidden = false;
    document.body.classList.add('held');
    holder.querySelector('.sheet').focus({preventScroll: true});
  }

  function closeSheet() {
    if (!opened) return;
    const closed = opened;
    opened = null;
    closed.holder.hidden = true;
    document.body.classList.remove('held');
    if (closed.back && document.contains(closed.back)) closed.back.focus({preventScroll: true});
    if (closed.options.onClose) closed.options.onClose();
  }

  function keepFocusInside(event) {
    const inside = Array.from(opened.holder.querySelectorAll(FOCUSABLE)).filter(function (one) {
      return one.offsetParent !== null;
    });
    if (!inside.length) {
      event.preventDefault();
      return;
    }
    const first = inside[0];
    const last = inside[inside.length - 1];
    const active = document.activeElement;
    if (event.shiftKey && (active === first || !opened.holder.contains(active) || active.classList.contains('sheet'))) {
      event.preventDefault();
      last.focus();
    } else if (!event.shiftKey && (active === last || !opened.holder.contains(active))) {
      event.preventDefault();
      first.focus();
    }
  }

  document.addEventListener('keydown', function (event) {
    if (!opened) return;
    if (event.key === 'Escape' && !opened.options.isFirm) closeSheet();
    else if (event.key === 'Tab') keepFocusInside(event);
  });

  /* Without signal a form or a link leads to the browser's own page of errors, away from what was typed: the page stays
     and says so. Some phones are wrong about their signal, so that the second tap goes. */
  const PATIENCE = 10000;
  let warnedAt = -PATIENCE;

  function holdWithoutSignal(event) {
    if (event.defaultPrevented || navigator.onLine !== false || performance.now() - warnedAt < PATIENCE) return false;
    warnedAt = performance.now();
    event.preventDefault();
    const notice = document.createElement('p');
    notice.className = 'offline';
    notice.setAttribute('role', 'alert');
    document.body.appendChild(notice);
    notice.textContent = '现在没有信号，先留在这一页，写好的内容还在。有信号后再点一次。';
    const leave = function () {
      notice.remove();
      warnedAt = -PATIENCE;
    };
    const timer = setTimeout(leave, PATIENCE);
    window.addEventListener('online', function () {
      clearTimeout(timer);
      leave();
    }, {once: true});
    return true;
  }

  document.addEventListener('click', function (event) {
    const way = event.target.closest('a[href]');
    if (way && way.getAttribute('href').charAt(0) !== '#' && holdWithoutSignal(event)) return;
    const opener = event.target.closest('[data-open]');
    if (opener) {
      openSheet(document.getElementById(opener.getAttribute('data-open')));
      return;
    }
    if (event.target.closest('[data-close]') && opened && !opened.options.isFirm) {
      closeSheet();
      return;
    }
    const link = event.target.closest('a[data-replace]');
    if (link && !event.defaultPrevented && !event.metaKey && !event.ctrlKey) {
      event.preventDefault(); // tabs of one page are one step for Back
      location.replace(link.href);
    }
  });

  /* Size and colours: cookies, so that the next page comes out of the server right at once. */
  document.addEventListener('change', function (event) {
    const form = event.target.closest('[data-display]');
    if (!form) return;
    const name = event.target.name;
    const value = event.target.value;
    const secure = location.protocol === 'https:' ? ';Secure' : '';
    document.cookie = name + '=' + value + ';path=/;max-age=' + YEAR + ';SameSite=Lax' + secure;
    document.documentElement.setAttribute('data-' + name, value);
    if (name === 'theme') {
      const schemes = {light: 'light', dark: 'dark', auto: 'light dark'};
      document.querySelector('meta[name=color-scheme]').content = schemes[value];
    }
  });

  /* A password that can be looked at while typing. */
  document.addEventListener('click', function (event) {
    const button = event.target.closest('[data-peek]');
    if (!button) return;
    const input = document.getElementById(button.getAttribute('data-peek'));
    const isShown = input.type === 'text';
    input.type = isShown ? 'password' : 'text';
    button.textContent = isShown ? '显示' : '隐藏';
    button.setAttribute('aria-pressed', String(!isShown));
  });

  /* A form is sent once, however often its button is tapped. */
  document.addEventListener('submit', function (event) {
    const form = event.target;
    if (holdWithoutSignal(event)) return;
    if (form.hasAttribute('data-sent')) {
      event.preventDefault();
      return;
    }
    form.setAttribute('data-sent', '');
    const button = form.querySelector('button[type=submit]');
    if (button) button.setAttribute('aria-disabled', 'true');
  });
  window.addEventListener('pageshow', function () {
    document.querySelectorAll('form[data-sent]').forEach(function (form) {
      form.removeAttribute('data-sent');
      const button = form.querySelector('button[type=submit]');
      if (button) button.removeAttribute('aria-disabled');
    });
  });

  /* The keyboard takes half the screen: the field stays in sight. Nothing may move when it closes, or a tap would miss. */
  document.addEventListener('focusin', function (event) {
    if (!event.target.matches('.input:not(select)')) return;
    document.body.classList.add('typing');
    const field = event.target;
    setTimeout(function () {
      if (document.activeElement === field) bringIntoSight(field);
    }, 350);
  });
  document.addEventListener('focusout', function () {
    document.body.classList.remove('typing');
  });

  /* By hand: the oldest phones know neither scrollIntoView's options nor scroll-padding. */
  function bringIntoSight(field) {
    const height = window.visualViewport ? window.visualViewport.height : window.innerHeight;
    const box = field.getBoundingClientRect();
    if (box.top > 130 && box.bottom < height - 90) return;
    window.scrollTo(0, window.pageYOffset + box.top - Math.max((height - box.height) / 2, 130));
  }

  /* Results: all questions, or only those that went wrong. */
  document.addEventListener('click', function (event) {
    const button = event.target.closest('[data-filter]');
    if (!button) return;
    const isAll = button.getAttribute('data-filter') === 'all';
    document.querySelectorAll('[data-filter]').forEach(function (other) {
      other.setAttribute('aria-pressed', String(other === button));
    });
    document.querySelectorAll('.graded[data-outcome]').forEach(function (question) {
      question.hidden = !isAll && question.getAttribute('data-outcome') === 'right';
    });
  });

  window.StudyHub = Object.assign(window.StudyHub || {}, {openSheet: openSheet, closeSheet: closeSheet});

  const member = document.body.getAttribute('data-member');
  const isPlayer = document.querySelector('[data-attempt]') !== null;
  if (member && !isPlayer) window.StudyHub.deliverLeftovers(member);
})();
