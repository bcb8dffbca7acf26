/* What a reader writes, on its way to the server: kept on this phone until the server says that it is saved.
 *
 * One entry for each member and address, in localStorage; a later one takes the place of an earlier one. It is sent
 * again in any weather and from whatever page the member opens next. Sequence numbers are the server's time in
 * milliseconds, told by the page and counted on from there: the later writing wins, also across phones.
 */
(function () {
  'use strict';

  const Hub = window.StudyHub;
  const PREFIX = 'studyhub.outbox.';
  const LONGEST_PAUSE = 20000;

  function Outbox(member) {
    this.prefix = PREFIX + member + '.';
    this.entries = {};
    this.listeners = {};
    this.flying = null;
    this.failures = 0;
    this.waitUntil = 0;
    this.timer = null;
    this.isStopped = false;
    this.load();
  }

  Outbox.prototype.load = function () {
    try {
      for (let i = 0; i < localStorage.length; i += 1) {
        const key = localStorage.key(i);
        if (key.indexOf(this.prefix) === 0) this.read(key);
      }
    } catch (error) {
      return; // storage is switched off: what is written then lives in this page alone
    }
  };

  Outbox.prototype.read = function (key) {
    try {
      this.entries[key.slice(this.prefix.length)] = {body: JSON.parse(localStorage.getItem(key)), due: 0};
    } catch (error) {
      localStorage.removeItem(key);
    }
  };

  /* What waits for an address, or null. */
  Outbox.prototype.waiting = function (path) {
    return this.entries[path] ? this.entries[path].body : null;
  };

  /* listener: {onSaved(answer), onRefused(sentence), onTrouble()}, for one address. */
  Outbox.prototype.listen = function (path, listener) {
    this.listeners[path] = listener;
  };

  Outbox.prototype.put = function (path, body, pause) {
    this.entries[path] = {body: body, due: performance.now() + (pause || 0)};
    try {
      localStorage.setItem(this.prefix + path, JSON.stringify(body));
    } catch (error) {
      this.hurry(); // nowhere to keep it: send it at once
      return;
    }
    this.pump();
  };

  Outbox.prototype.drop = function (path, entry) {
    if (this.entries[path] !== entry) return; // something later has taken its place
    delete this.entries[path];
    try {
      // Another page of this member may have put something later there meanwhile.
      if (localStorage.getItem(this.prefix + path) === JSON.stringify(entry.body)) {
        localStorage.removeItem(this.prefix + path);
      }
    } catch (error) {
      return;
    }
  };

  /* Do not wait any longer: the network is back, the page goes away. */
  Outbox.prototype.hurry = function () {
    const entries = this.entries;
    Object.keys(entries).forEach(function (path) { entries[path].due = 0; });
    this.waitUntil = 0;
    this.pump();
  };

  Outbox.prototype.pump = function () {
    clearTimeout(this.timer);
    const paths = Object.keys(this.entries);
    if (this.isStopped || this.flying || !paths.length) return;
    const entries = this.entries;
    paths.sort(function (one, other) { return entries[one].due - entries[other].due; });
    const due = Math.max(entries[paths[0]].due, this.waitUntil);
    if (due <= performance.now()) {
      this.send(paths[0]);
      return;
    }
    const outbox = this;
    this.timer = setTimeout(function () { outbox.pump(); }, due - performance.now() + 5);
  };

  Outbox.prototype.send = function (path) {
    const outbox = this;
    const entry = this.entries[path];
    this.flying = path;
    Hub.request('PUT', path, entry.body).then(function (answer) {
      const listener = outbox.listeners[path] || {};
      outbox.flying = null;
      if (answer.status === 200) {
        outbox.failures = 0;
        outbox.drop(path, entry);
        if (listener.onSaved) listener.onSaved(answer.body, entry.body);
      } else if (Hub.isTransient(answer.status)) {
        outbox.failures += 1;
        outbox.waitUntil = performance.now() +
          Math.max(Math.min(1000 * Math.pow(2, outbox.failures), LONGEST_PAUSE), Math.min(answer.retryAfter, 30) * 1000);
        if (listener.onTrouble) listener.onTrouble();
      } else if (answer.status === 401 || answer.status === 403) {
        outbox.isStopped = true; // kept for when this member signs in again
        if (listener.onTrouble) listener.onTrouble();
      } else {
        outbox.drop(path, entry);
        if (listener.onRefused) listener.onRefused(answer.body.message || '没有保存成功，请刷新页面后再试。');
      }
      outbox.pump();
    });
  };

  const member = document.body.getAttribute('data-member');
  if (!member) return;
  const outbox = new Outbox(member);
  const moment = Number(document.body.getAttribute('data-now'));
  const mark = performance.now();
  window.addEventListener('online', function () { outbox.hurry(); });
  window.addEventListener('pagehide', function () { outbox.hurry(); });
  document.addEventListener('visibilitychange', function () { outbox.hurry(); });
  outbox.pump();

  window.StudyHub = Object.assign(window.StudyHub || {}, {
    outbox: outbox,
    /* A sequence number later than `known` and than everything before, by the server's clock. */
    nextSequence: function (known) {
      return Math.max((known || 0) + 1, Math.floor(moment + performance.now() - mark));
    }
  });
})();
