/* The desk's small helps. Every page works without this file; with it, parts of a page refresh in place. */
(function () {
  'use strict';
  document.documentElement.classList.add('scripted'); // shows what is of no use without us

  // The parts of a page that refresh: elements with data-part, matched by id between the page and its answer.
  function replaceParts(html, only) {
    var fresh = new DOMParser().parseFromString(html, 'text/html');
    document.querySelectorAll('[data-part]').forEach(function (old) {
      if (only && old.dataset.part !== only) return;
      var next = fresh.getElementById(old.id);
      if (!next) return;
      var focused = old.contains(document.activeElement) ? document.activeElement.id : '';
      var scrolled = Array.prototype.map.call(old.querySelectorAll('.scroll'), function (box) { return box.scrollLeft; });
      var opened = Array.prototype.map.call(old.querySelectorAll('details'), function (box) { return box.open; });
      if (old.innerHTML === next.innerHTML) return;
      old.innerHTML = next.innerHTML;
      old.querySelectorAll('.scroll').forEach(function (box, i) { box.scrollLeft = scrolled[i] || 0; });
      old.querySelectorAll('details').forEach(function (box, i) { if (opened[i] !== undefined) box.open = opened[i]; });
      if (focused && document.getElementById(focused)) document.getElementById(focused).focus({ preventScroll: true });
    });
    document.dispatchEvent(new CustomEvent('desk:refreshed'));
    return fresh;
  }

  function post(form, extra) {
    var data = new FormData(form);
    Object.keys(extra).forEach(function (name) { data.set(name, extra[name]); });
    return fetch(form.getAttribute('action') || location.href, {
      method: 'POST', body: new URLSearchParams(data), credentials: 'same-origin'
    }).then(function (answer) {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.text();
    });
  }

  // A button with data-rows adds, moves or removes a row: the server draws the form again, we take its rows.
  document.addEventListener('click', function (event) {
    var button = event.target.closest ? event.target.closest('button[data-rows]') : null;
    if (!button || button.dataset.failed) return;
    event.preventDefault();
    var form = button.form, extra = {};
    extra[button.name] = button.value;
    form.setAttribute('aria-busy', 'true');
    post(form, extra).then(function (html) {
      replaceParts(html);
      var list = document.getElementById(button.dataset.rows);
      if (list && /^add/.test(button.value)) {
        var fields = list.querySelectorAll('li:last-child input:not([type=hidden]):not([type=checkbox]):not([type=radio]), li:last-child textarea');
        if (fields.length) fields[0].focus();
      }
    }).catch(function () {
      button.dataset.failed = 'true';
      button.click(); // the plain way: the whole page
    }).finally(function () { form.removeAttribute('aria-busy'); });
  });

  // A form with data-live asks the server while it is being filled in; only data-part="live" is refreshed.
  document.querySelectorAll('form[data-live]').forEach(function (form) {
    var timer, turn = 0;
    function ask() {
      var mine = ++turn;
      post(form, { action: form.dataset.live }).then(function (html) {
        if (mine === turn) replaceParts(html, 'live');
      }).catch(function () { /* the button still asks */ });
    }
    ['input', 'change'].forEach(function (kind) {
      form.addEventListener(kind, function () { clearTimeout(timer); timer = setTimeout(ask, 400); });
    });
  });

  // A page with data-refresh (seconds) renews its parts, and leaves the reader's place alone.
  var watched = document.querySelector('[data-refresh]');
  if (watched) {
    setInterval(function () {
      if (document.hidden) return;
      fetch(location.href, { credentials: 'same-origin' }).then(function (answer) {
        if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
        return answer.text();
      }).then(function (html) {
        replaceParts(html);
        watched.textContent = '每 ' + watched.dataset.refresh + ' 秒自动更新';
      }).catch(function () { watched.textContent = '暂时连不上服务器，恢复后自动更新'; });
    }, watched.dataset.refresh * 1000);
  }

  // A destructive form asks once more, in the page.
  document.addEventListener('submit', function (event) {
    var form = event.target, question = form.dataset.confirm;
    if (!question || form.dataset.confirmed || typeof HTMLDialogElement === 'undefined') return;
    event.preventDefault();
    var dialog = document.createElement('dialog');
    dialog.className = 'ask';
    dialog.setAttribute('aria-label', '请确认');
    var text = document.createElement('p');
    text.textContent = question;
    var actions = document.createElement('div');
    actions.className = 'actions';
    var no = document.createElement('button'), yes = document.createElement('button');
    no.type = yes.type = 'button';
    no.className = 'btn btn-light';
    yes.className = 'btn btn-primary';
    no.textContent = '再想想';
    yes.textContent = '确定';
    actions.append(no, yes);
    dialog.append(text, actions);
    document.body.append(dialog);
    no.addEventListener('click', function () { dialog.close(); });
    yes.addEventListener('click', function () { form.dataset.confirmed = 'true'; form.submit(); });
    dialog.addEventListener('close', function () { dialog.remove(); });
    dialog.showModal();
  });

  // Copy a list of names.
  document.addEventListener('click', function (event) {
    var button = event.target.closest ? event.target.closest('button[data-copies]') : null;
    if (!button) return;
    var field = document.getElementById(button.dataset.copies);
    var said = document.getElementById(button.dataset.says);
    field.select();
    var done = navigator.clipboard ? navigator.clipboard.writeText(field.value) : Promise.resolve(document.execCommand('copy'));
    done.then(function () { said.textContent = '已复制，可以粘贴到工作群。'; },
      function () { said.textContent = '没能自动复制，名单已选中，请按 Ctrl+C。'; });
  });

  // A text with data-cursor tells a hidden field behind which of its lines the cursor is.
  document.querySelectorAll('textarea[data-cursor]').forEach(function (text) {
    var field = document.getElementById(text.dataset.cursor);
    ['keyup', 'click', 'input'].forEach(function (kind) {
      text.addEventListener(kind, function () {
        field.value = text.value.slice(0, text.selectionStart).split('\n').length;
      });
    });
  });

  // All or none of a group of boxes.
  document.addEventListener('click', function (event) {
    var button = event.target.closest ? event.target.closest('button[data-checks]') : null;
    if (!button) return;
    document.querySelectorAll('input[type=checkbox][name="' + button.dataset.checks + '"]').forEach(function (box) {
      box.checked = button.dataset.to === 'all';
      box.dispatchEvent(new Event('change', { bubbles: true }));
    });
  });

  // A select that sends its form when it changes.
  document.querySelectorAll('select[data-sends]').forEach(function (select) {
    select.addEventListener('change', function () { select.form.requestSubmit ? select.form.requestSubmit() : select.form.submit(); });
  });

  // The menu on a narrow screen.
  document.querySelectorAll('a[data-opens]').forEach(function (link) {
    var side = document.getElementById(link.dataset.opens);
    link.setAttribute('role', 'button');
    link.setAttribute('aria-expanded', 'false');
    link.setAttribute('aria-controls', side.id);
    link.addEventListener('click', function (event) {
      event.preventDefault();
      link.setAttribute('aria-expanded', String(side.classList.toggle('is-open')));
    });
  });

  // After a refused form, go to the first thing to mend.
  var wrong = document.querySelector('.is-invalid');
  if (wrong) wrong.focus();
}());
