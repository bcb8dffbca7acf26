/* The draw, a second time: recomputes a paper from a disclosed record and draw seed, by the rules written down in
   question_bank/generator.py, pool.py and drawing.py, in another language and without looking at their code's results.
   No library, no network: window.StudyHubDraw = {sha256, paperSeed, drawPaper}. */
(function () {
  'use strict';

  // --- SHA-256 and HMAC (FIPS 180-4, RFC 2104); a page on a plain intranet has no crypto.subtle ---
  var K = [], H0 = [];
  (function () {
    function fraction(x) { return ((x - Math.floor(x)) * 4294967296) | 0; }
    for (var n = 2; K.length < 64; n++) {
      for (var d = 2; d * d <= n && n % d; d++);
      if (d * d > n) { if (H0.length < 8) H0.push(fraction(Math.sqrt(n))); K.push(fraction(Math.cbrt(n))); }
    }
  })();
  function rotate(x, n) { return (x >>> n) | (x << (32 - n)); }
  function hash(bytes) {
    var length = bytes.length, padded = new Uint8Array(((length + 72) >> 6) << 6), h = H0.slice(), w = [], i, t;
    padded.set(bytes); padded[length] = 128;
    var view = new DataView(padded.buffer);
    view.setUint32(padded.length - 8, Math.floor(length / 536870912)); view.setUint32(padded.length - 4, length << 3);
    for (i = 0; i < padded.length; i += 64) {
      for (t = 0; t < 64; t++) {
        if (t < 16) { w[t] = view.getInt32(i + 4 * t); continue; }
        var a = w[t - 15], b = w[t - 2];
        w[t] = (w[t - 16] + w[t - 7] + (rotate(a, 7) ^ rotate(a, 18) ^ (a >>> 3)) +
          (rotate(b, 17) ^ rotate(b, 19) ^ (b >>> 10))) | 0;
      }
      var s = h.slice();
      for (t = 0; t < 64; t++) {
        var x = (s[7] + (rotate(s[4], 6) ^ rotate(s[4], 11) ^ rotate(s[4], 25)) +
          ((s[4] & s[5]) ^ (~s[4] & s[6])) + K[t] + w[t]) | 0;
        var y = ((rotate(s[0], 2) ^ rotate(s[0], 13) ^ rotate(s[0], 22)) +
          ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]))) | 0;
        s = [(x + y) | 0, s[0], s[1], s[2], (s[3] + x) | 0, s[4], s[5], s[6]];
      }
      for (t = 0; t < 8; t++) h[t] = (h[t] + s[t]) | 0;
    }
    var out = new Uint8Array(32), answer = new DataView(out.buffer);
    for (i = 0; i < 8; i++) answer.setInt32(4 * i, h[i]);
    return out;
  }
  function utf8(text) { return new TextEncoder().encode(text); }
  function hex(bytes) { return Array.from(bytes, function (b) { return ('0' + b.toString(16)).slice(-2); }).join(''); }
  function join(a, b) { var all = new Uint8Array(a.length + b.length); all.set(a); all.set(b, a.length); return all; }
  function hmac(key, message) {
    var block = new Uint8Array(64); block.set(key.length > 64 ? hash(key) : key);
    function pad(x) { return block.map(function (b) { return b ^ x; }); }
    return hash(join(pad(0x5c), hash(join(pad(0x36), message))));
  }

  // --- the generator: HMAC-SHA256 in counter mode, rejection sampling ---
  function Generator(seed) { this.key = utf8(seed); this.counter = 0; this.words = []; }
  Generator.prototype.below = function (n) {
    if (n === 1) return 0;
    var limit = 4294967296 - 4294967296 % n;
    for (;;) {
      if (!this.words.length) {
        var message = new Uint8Array(8); new DataView(message.buffer).setUint32(4, this.counter++);
        var block = new DataView(hmac(this.key, message).buffer);
        for (var i = 0; i < 8; i++) this.words.push(block.getUint32(4 * i));
      }
      var word = this.words.shift();
      if (word < limit) return word % n;
    }
  };
  Generator.prototype.shuffle = function (values) {
    for (var i = 0; i < values.length - 1; i++) {
      var j = i + this.below(values.length - i), kept = values[i];
      values[i] = values[j]; values[j] = kept;
    }
    return values;
  };

  // --- the pool: what each cell may take, and what must be kept for the others ---
  function accepts(cell, item) {
    function among(values, value) { return !values || values.indexOf(value) >= 0; }
    return among(cell.types, item.type) && among(cell.difficulties, item.difficulty) &&
      (!cell.tags || cell.tags.some(function (tag) { return item.tags.indexOf(tag) >= 0; })) &&
      (!cell.units || (item.unit && among(cell.units, item.unit))) &&
      (!cell.categories || cell.categories.some(function (root) {
        return item.category === root || item.category.indexOf(root + '/') === 0;
      }));
  }
  function ascending(a, b) { return a - b; }
  function buildPool(record) {
    var items = record.items.slice().sort(function (a, b) { return a.id < b.id ? -1 : 1; });
    var place = {}, against = {}, nodeOf = items.map(function (_, i) { return i; }), placed = {}, rivals = {}, cells = [];
    items.forEach(function (item, i) { place[item.id] = i; });
    function oppose(a, b) { (against[a] = against[a] || new Set()).add(b); }
    items.forEach(function (item, i) {
      item.excludes.forEach(function (id) { var other = place[id]; if (other !== undefined && other !== i) { oppose(i, other); oppose(other, i); } });
    });
    var opposed = Object.keys(against).map(Number).sort(ascending);
    opposed.forEach(function (i) {
      if (placed[i]) return;
      var clique = [i];
      Array.from(against[i]).sort(ascending).forEach(function (other) {
        if (!placed[other] && clique.every(function (member) { return against[member].has(other); })) clique.push(other);
      });
      clique.forEach(function (member) { placed[member] = true; nodeOf[member] = i; });
    });
    opposed.forEach(function (i) {
      if (Array.from(against[i]).some(function (other) { return nodeOf[other] !== nodeOf[i]; })) rivals[i] = against[i];
    });
    record.blueprint.sections.forEach(function (section) {
      section.cells.forEach(function (cell) {
        var candidates = [];
        items.forEach(function (item, i) { if (accepts(cell, item)) candidates.push(i); });
        cells.push({count: cell.count, points: cents(cell.points), candidates: candidates, nodes: Array.from(new Set(candidates.map(function (i) { return nodeOf[i]; })))});
      });
    });
    // Cells that share nodes, directly or through others, compete: together they demand `total`.
    cells.forEach(function (cell, i) { cell.group = i; });
    cells.forEach(function (cell) {
      cells.forEach(function (other) {
        if (other.group !== cell.group && other.nodes.some(function (n) { return cell.nodes.indexOf(n) >= 0; })) {
          var old = other.group; cells.forEach(function (one) { if (one.group === old) one.group = cell.group; });
        }
      });
    });
    cells.forEach(function (cell) {
      var total = 0;
      cells.forEach(function (one) { if (one.group === cell.group) total += one.count; });
      cell.isTight = cell.nodes.length < total;
    });
    var pool = {items: items, cells: cells, nodeOf: nodeOf, rivals: rivals, owner: new Map()};
    var reservation = new Reservation(pool);
    cells.forEach(function (cell, i) { for (var n = 0; cell.isTight && n < cell.count; n++) reservation.grow(i); });
    pool.owner = reservation.owner;
    return pool;
  }
  function Reservation(pool) { this.cells = pool.cells; this.owner = new Map(pool.owner); this.used = new Set(); }
  Reservation.prototype.grow = function (start) {
    var came = new Map(), queue = [start];
    for (var i = 0; i < queue.length; i++) {
      var nodes = this.cells[queue[i]].nodes;
      for (var k = 0; k < nodes.length; k++) {
        var cell = queue[i], node = nodes[k];
        if (this.used.has(node)) continue;
        if (!this.owner.has(node)) {
          for (; cell !== start; ) { var from = came.get(cell); this.owner.set(node, cell); cell = from[0]; node = from[1]; }
          this.owner.set(node, cell);
          return true;
        }
        var other = this.owner.get(node);
        if (other !== start && !came.has(other)) { came.set(other, [cell, node]); queue.push(other); }
      }
    }
    return false;
  };
  Reservation.prototype.take = function (cell, node) {
    if (this.used.has(node)) return false;
    var owner = this.owner.get(node), released;
    if (this.cells[cell].isTight) {
      released = node;
      if (owner !== cell) this.owner.forEach(function (whose, mine) { if (whose === cell) released = mine; });
      this.owner.delete(released);
    }
    this.used.add(node);
    if (owner === undefined || owner === cell) return true;
    this.owner.delete(node);
    if (this.grow(owner)) return true;
    this.used.delete(node); this.owner.set(node, owner);
    if (released !== undefined) this.owner.set(released, cell);
    return false;
  };

  // --- the draw ---
  // Candidates by how often they were seen, least first.
  function levels(pool, candidates, seen) {
    var byTimes = {};
    candidates.forEach(function (i) { var times = seen[pool.items[i].id] || 0; (byTimes[times] = byTimes[times] || []).push(i); });
    return Object.keys(byTimes).map(Number).sort(ascending).map(function (times) { return byTimes[times]; });
  }
  function choose(pool, generator, seen) {
    var reservation = new Reservation(pool), blocked = new Set(), paper = [];
    for (var c = 0; c < pool.cells.length; c++) {
      var cell = pool.cells[c], all = levels(pool, cell.candidates, seen), chosen = [];
      for (var k = 0; k < all.length; k++) {
        for (var level = all[k], i = 0; i < level.length && chosen.length < cell.count; i++) {
          var j = i + generator.below(level.length - i), candidate = level[j];
          level[j] = level[i]; level[i] = candidate;
          if (blocked.has(candidate) || !reservation.take(c, pool.nodeOf[candidate])) continue;
          chosen.push(candidate);
          if (pool.rivals[candidate]) pool.rivals[candidate].forEach(blocked.add, blocked);
        }
      }
      if (chosen.length < cell.count) return null;
      paper = paper.concat(chosen);
    }
    return paper;
  }
  function shuffled(locked, generator) {
    var order = locked.map(function (_, i) { return i; }), free = order.filter(function (i) { return !locked[i]; });
    var moving = generator.shuffle(free.slice());
    free.forEach(function (place, i) { order[place] = moving[i]; });
    return order;
  }
  function cents(text) { return Math.round(Number(text) * 100); }
  // Whether the mean difficulty, weighted by points, lies within the blueprint's bounds; in whole hundredths, exactly.
  function isWithin(pool, chosen, bounds) {
    var total = 0, weighed = 0, next = 0;
    pool.cells.forEach(function (cell) {
      for (var i = 0; i < cell.count; i++) { total += cell.points; weighed += cell.points * pool.items[chosen[next++]].difficulty; }
    });
    return cents(bounds[0]) * total <= 100 * weighed && 100 * weighed <= cents(bounds[1]) * total;
  }
  // In each section, items of one stimulus stand together at the place of the first of them.
  function inOrder(record, pool, chosen) {
    var paper = [], next = 0;
    record.blueprint.sections.forEach(function (section) {
      var together = new Map();
      section.cells.forEach(function (cell) {
        for (var i = 0; i < cell.count; i++) {
          var place = chosen[next++], key = pool.items[place].stimulus || place;
          together.set(key, (together.get(key) || []).concat(place));
        }
      });
      together.forEach(function (places) { paper = paper.concat(places); });
    });
    return paper;
  }
  // seen: how often this person had met items, by id; it counts where the record says so.
  function drawPaper(record, seed, seen) {
    var pool = buildPool(record), generator = new Generator(seed), chosen = null, bounds = record.blueprint.difficulty_range;
    var sight = record.prefers_unseen && seen || {};
    for (var tries = 0; !chosen && tries < (bounds ? 1000 : 200); tries++) {
      chosen = choose(pool, generator, tries < 500 ? sight : {});
      if (chosen && bounds && !isWithin(pool, chosen, bounds)) chosen = null;
    }
    if (!chosen) throw new Error('this record cannot fill its blueprint');
    return inOrder(record, pool, chosen).map(function (i, n) {
      var item = pool.items[i];
      return {number: n + 1, item: item.id, choices: shuffled(item.locked, generator), prompts: shuffled(item.locked_prompts, generator)};
    });
  }
  window.StudyHubDraw = {
    sha256: function (text) { return hex(hash(utf8(text))); },
    paperSeed: function (drawSeed, memberId) { return hex(hmac(utf8(drawSeed), utf8('member:' + memberId))); },
    drawPaper: drawPaper
  };
})();
