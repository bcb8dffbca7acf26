/* How far one has listened is remembered: by the server when it can be reached, until then on this phone. */
(function () {
  'use strict';

  const Hub = window.StudyHub;
  const unit = document.querySelector('[data-unit]').getAttribute('data-unit');
  const BEAT = 10; // seconds of playing between two reports
  const MARGIN = 3; // so near to an end one begins anew

  document.querySelectorAll('[data-recording]').forEach(function (player) {
    const path = '/units/' + unit + '/recordings/' + player.getAttribute('data-recording');
    const kept = Hub.outbox.waiting(path);
    const start = kept ? kept.seconds : Number(player.getAttribute('data-seconds'));
    let told = start;

    function tell() {
      const seconds = player.ended ? 0 : Math.floor(player.currentTime);
      if (seconds === told) return;
      told = seconds;
      Hub.outbox.put(path, {seconds: seconds});
    }

    player.addEventListener('loadedmetadata', function () {
      if (start > MARGIN && start < player.duration - MARGIN) player.currentTime = start;
    });
    player.addEventListener('timeupdate', function () {
      if (!player.seeking && Math.abs(player.currentTime - told) >= BEAT) tell();
    });
    player.addEventListener('pause', tell);
    player.addEventListener('ended', tell);
    player.addEventListener('play', function () {
      document.querySelectorAll('[data-recording]').forEach(function (other) { if (other !== player) other.pause(); });
    });
    window.addEventListener('pagehide', function () { if (!player.paused) tell(); });
  });
})();
