/* 题目核验: fetches the disclosed record, recomputes a paper with draw.js and says whether everything agrees. */
(function () {
  'use strict';
  var card = document.getElementById('verification');
  if (!card) return;
  var verdict = document.getElementById('verdict'), list = document.getElementById('drawn');
  var field = document.getElementById('member'), own = field.value;
  function get(address) {
    return fetch(address, {credentials: 'same-origin'}).then(function (answer) {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.text();
    });
  }
  function text(id) { return document.getElementById(id).textContent.trim(); }
  function show(paper) {
    list.textContent = '';
    paper.forEach(function (slot) {
      var row = document.createElement('li');
      row.className = 'row';
      var order = slot.choices.map(function (place) { return place + 1; }).join('、');
      row.textContent = '第 ' + slot.number + ' 题：题目 ' + slot.item + (order ? '，选项次序 ' + order : '');
      list.appendChild(row);
    });
  }
  function same(mine, kept) {
    return mine.length === kept.length && mine.every(function (slot, i) {
      return slot.number === kept[i].number && slot.item === kept[i].item &&
        slot.choices.join() === kept[i].choices.join() && slot.prompts.join() === kept[i].prompts.join();
    });
  }
  card.querySelector('button').addEventListener('click', function () {
    var member = field.value.trim(), draw = window.StudyHubDraw;
    if (!/^[0-9]{1,10}$/.test(member)) { verdict.textContent = '请填写成员编号（数字）。'; return; }
    verdict.textContent = '正在重新抽题……';
    var isOwn = card.dataset.paper && member === own;
    Promise.all([get(card.dataset.record), isOwn ? get(card.dataset.paper) : '{"slots":[],"seen":{}}']).then(function (answers) {
      if (draw.sha256(text('seed') + '\n' + answers[0]) !== text('commitment')) {
        verdict.textContent = '不一致：种子和抽题记录对不上开考前公布的承诺码。'; return;
      }
      var record = JSON.parse(answers[0]), kept = JSON.parse(answers[1]), met = Object.keys(kept.seen).length;
      var paper = draw.drawPaper(record, draw.paperSeed(text('seed'), member), kept.seen);
      show(paper);
      if (!kept.slots.length) {
        verdict.textContent = '承诺码一致。按这个成员编号，应当抽到下面的题目' + (record.prefers_unseen
          ? '；如果本人以前做过其中一些，抽到的会不同，请本人登录后核验。' : '。');
      } else if (same(paper, kept.slots)) {
        verdict.textContent = '全部一致：承诺码、题目和选项次序都和您答的那份相同' + (met
          ? '。抽题时，您以前做过的 ' + met + ' 道题排在了后面。' : '。');
      } else {
        verdict.textContent = '不一致：重新抽出的题目和系统保存的答卷不同，请把这个页面给组织者看。';
      }
    }).catch(function () { verdict.textContent = '没有取到抽题记录，请检查网络后再试。'; });
  });
})();
