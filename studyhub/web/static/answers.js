/* Answers on their way to the server: kept on this phone first, sent again in any weather, each counted once.
 *
 * Every answer lies in localStorage under member, attempt and question until the server's receipt for it is here; two
 * accounts on one phone, two quizzes of one title or two pages of one attempt never touch each other's. The sequence
 * number is the time since the attempt began in milliseconds, by the server's clock: it rises with every tap, also
 * across phones, so that the later tap wins. The phone's own clock is never asked.
 */
(function () {
  'use strict';

  const API = '/api/v1';
  const PREFIX = 'studyhub.answer.';
  const TIMEOUT = 8000;
  const LANES = 3;
  const TYPING_PAUSE = 700;

  /* One request to the API. Resolves to {status, body}; status 0: no answer came (network, time-out). */
  function request(method, path, body, token) {
    const aborter = new AbortController();
    const timer = setTimeout(function () { aborter.abort(); }, TIMEOUT);
    const headers = {Accept: 'application/json'};
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    if (token) headers['X-Attempt-Token'] = token;
    const sent = {method: method, headers: headers, credentials: 'same-origin', cache: 'no-store', signal: aborter.signal};
    if (body !== undefined) {
      sent.body = JSON.stringify(body);
      sent.keepalive = true; // an answer under way survives the page that sent it
    }
    let status = 0;
    let retryAfter = 0;
    return fetch(API + path, sent).then(function (response) {
      status = response.status;
      retryAfter = Number(response.headers.get('Retry-After')) || 0;
      return response.json();
    }).then(function (data) {
      return {status: status, body: data, retryAfter: retryAfter};
    }, function () {
      // A cut or garbled answer of success is no receipt: ask again, the same thing twice is once.
      return {status: status >= 400 ? status : 0, body: {}, retryAfter: retryAfter};
    }).then(function (answer) {
      clearTimeout(timer);
      return answer;
    });
  }

  /* The server's time, from the moment it told it; performance.now() cannot be set by hand. */
  function ServerClock() {
    this.base = 0;
    this.mark = 0;
  }
  ServerClock.prototype.set = function (moment, mark) {
    this.base = Date.parse(moment);
    this.mark = mark;
  };
  ServerClock.prototype.now = function () {
    return this.base + (performance.now() - this.mark);
  };

  function isTransient(status) {
    return status === 0 || status === 408 || status === 429 || status >= 500;
  }

  /* options: token, clock, startedAt (ms); onState(state, waiting), onOver(), onForeign(slot), onRefused(slot, sentence) */
  function AnswerQueue(member, attempt, options) {
    this.attempt = attempt;
    this.prefix = PREFIX + member + '.' + attempt + '.';
    this.options = options || {};
    this.entries = {};
    this.known = {};
    this.flying = {};
    this.failures = 0;
    this.waitUntil = 0;
    this.timer = null;
    this.waiters = [];
    this.isStopped = false;
    this.isStored = true;
    this.state = 'idle';
    this.load();
  }

  AnswerQueue.prototype.load = function () {
    const queue = this;
    listKeys(this.prefix).forEach(function (key) {
      try {
        const entry = JSON.parse(localStorage.getItem(key));
        if (entry && Array.isArray(entry.values)) queue.entries[Number(key.slice(queue.prefix.length))] = entry;
      } catch (error) {
        localStorage.removeItem(key);
      }
    });
  };

  AnswerQueue.prototype.waiting = function () {
    return Object.keys(this.entries).length;
  };

  /* Take what the server has: an answer of ours it already knows is done; of two, the later tap stays. */
  AnswerQueue.prototype.reconcile = function (slots) {
    const queue = this;
    slots.forEach(function (slot) {
      const entry = queue.entries[slot.number];
      queue.known[slot.number] = slot.sequence;
      if (!entry || queue.flying[slot.number] || slot.sequence < entry.sequence) return;
      if (slot.sequence > entry.sequence && entry.at > Date.parse(slot.saved_at)) {
        entry.sequence = slot.sequence + 1;
        queue.keep(slot.number);
      } else {
        queue.drop(slot.number, entry);
      }
    });
    this.hurry();
  };

  AnswerQueue.prototype.put = function (number, values, isFlagged, isTyping) {
    const now = this.options.clock.now();
    const known = Math.max(this.known[number] || 0, this.entries[number] ? this.entries[number].sequence : 0);
    this.entries[number] = {
      values: values,
      flagged: isFlagged,
      sequence: Math.max(known + 1, Math.floor(now - this.options.startedAt), 1),
      at: now,
      due: isTyping ? performance.now() + TYPING_PAUSE : 0
    };
    this.keep(number);
    this.tell();
    this.pump();
  };

  AnswerQueue.prototype.keep = function (number) {
    const entry = this.entries[number];
    try {
      localStorage.setItem(this.prefix + number, JSON.stringify({
        values: entry.values, flagged: entry.flagged, sequence: entry.sequence, at: entry.at
      }));
    } catch (error) {
      this.isStored = false;
    }
  };

  AnswerQueue.prototype.drop = function (number, entry) {
    if (this.entries[number] !== entry) return; // a newer tap has taken its place
    delete this.entries[number];
    try {
      const stored = JSON.parse(localStorage.getItem(this.prefix + number) || 'null');
      // Another page of this attempt may have put a later answer there meanwhile.
      if (!stored || stored.sequence <= entry.sequence) localStorage.removeItem(this.prefix + number);
    } catch (error) {
      this.isStored = false;
    }
  };

  /* Forget everything of this attempt, and of this attempt only. */
  AnswerQueue.prototype.clear = function () {
    this.entries = {};
    listKeys(this.prefix).forEach(function (key) { localStorage.removeItem(key); });
    this.settle();
  };

  /* Do not wait any longer: the network is back, the page shows again, the member moved on. */
  AnswerQueue.prototype.hurry = function () {
    const entries = this.entries;
    Object.keys(entries).forEach(function (number) { entries[number].due = 0; });
    this.waitUntil = 0;
    this.tell();
    this.pump();
  };

  AnswerQueue.prototype.pump = function () {
    clearTimeout(this.timer);
    if (this.isStopped) return;
    const queue = this;
    const now = performance.now();
    const idle = Object.keys(this.entries).filter(function (number) { return !queue.flying[number]; });
    if (!idle.length) return;
    let next = this.waitUntil;
    if (next <= now) {
      idle.sort(function (one, other) { return queue.entries[one].at - queue.entries[other].at; });
      next = Infinity;
      idle.forEach(function (number) {
        const due = queue.entries[number].due || 0;
        if (due > now) next = Math.min(next, due);
        else if (Object.keys(queue.flying).length < LANES) queue.send(number);
      });
    }
    if (next !== Infinity) {
      this.timer = setTimeout(function () { queue.pump(); }, Math.max(next - now, 20));
    }
  };

  AnswerQueue.prototype.send = function (number) {
    const queue = this;
    const entry = this.entries[number];
    const body = {values: entry.values, sequence: entry.sequence, is_flagged: Boolean(entry.flagged)};
    this.flying[number] = true;
    request('PUT', '/attempts/' + this.attempt + '/responses/' + number, body, this.options.token).then(function (answer) {
      delete queue.flying[number];
      if (answer.status === 200) queue.receive(number, entry, body.sequence, answer.body);
      else if (isTransient(answer.status)) queue.postpone(answer.retryAfter);
      else if (answer.status === 409 || answer.status === 404) queue.end();
      else if (answer.status === 401 || answer.status === 403) queue.isStopped = true;
      else queue.refuse(number, entry, answer.body.message);
      queue.settle();
      queue.pump();
    });
  };

  AnswerQueue.prototype.receive = function (number, entry, sent, receipt) {
    this.failures = 0;
    this.waitUntil = 0;
    this.known[number] = Math.max(this.known[number] || 0, receipt.sequence);
    const latest = this.entries[number];
    const isForeign = receipt.sequence > sent;
    if (isForeign && latest && latest.at > Date.parse(receipt.saved_at)) {
      latest.sequence = Math.max(latest.sequence, receipt.sequence + 1);
      this.keep(number);
      return;
    }
    this.drop(number, entry);
    if (isForeign && this.options.onForeign) this.options.onForeign(Number(number));
  };

  AnswerQueue.prototype.postpone = function (retryAfter) {
    this.failures += 1;
    const pause = Math.min(500 * Math.pow(2, this.failures), 4000) * (0.75 + Math.random() / 4);
    this.waitUntil = performance.now() + Math.max(pause, Math.min(retryAfter, 30) * 1000);
  };

  AnswerQueue.prototype.refuse = function (number, entry, sentence) {
    this.drop(number, entry);
    if (this.options.onRefused) this.options.onRefused(Number(number), sentence);
  };

  AnswerQueue.prototype.end = function () {
    this.isStopped = true;
    this.clear();
    if (this.options.onOver) this.options.onOver();
  };

  AnswerQueue.prototype.tell = function () {
    const waiting = this.waiting();
    if (this.isStopped && waiting) this.state = 'signed-out';
    else if (!waiting) this.state = this.state === 'idle' ? 'idle' : 'saved';
    else if (this.failures) this.state = this.isStored ? 'trouble' : 'trouble-unstored';
    else this.state = 'saving';
    if (this.options.onState) this.options.onState(this.state, waiting);
  };

  AnswerQueue.prototype.settle = function () {
    this.tell();
    if (this.waiting()) return;
    this.waiters.splice(0).forEach(function (waiter) { waiter(true); });
  };

  /* Resolves to true when every answer is with the server, to false after `patience` milliseconds. */
  AnswerQueue.prototype.flush = function (patience) {
    const queue = this;
    if (!this.waiting()) return Promise.resolve(true);
    this.hurry();
    return new Promise(function (resolve) {
      queue.waiters.push(resolve);
      setTimeout(function () { resolve(!queue.waiting()); }, patience);
    });
  };

  function listKeys(prefix) {
    const found = [];
    try {
      for (let i = 0; i < localStorage.length; i += 1) {
        const key = localStorage.key(i);
        if (key.indexOf(prefix) === 0) found.push(key);
      }
    } catch (error) {
      return []; // storage is switched off: answers then live in this page alone, and the page says so
    }
    return found;
  }

  /* Answers a closed page left on this phone, sent from whatever page the same member opens next. */
  function deliverLeftovers(member) {
    const attempts = {};
    listKeys(PREFIX + member + '.').forEach(function (key) {
      attempts[key.split('.')[3]] = true;
    });
    Object.keys(attempts).forEach(function (attempt) {
      const queue = new AnswerQueue(member, attempt, {});
      queue.pump();
      window.addEventListener('online', function () { queue.hurry(); });
    });
  }

  window.StudyHub = Object.assign(window.StudyHub || {}, {
    AnswerQueue: AnswerQueue,
    ServerClock: ServerClock,
    deliverLeftovers: deliverLeftovers,
    isTransient: isTransient,
    request: request
  });
})();
