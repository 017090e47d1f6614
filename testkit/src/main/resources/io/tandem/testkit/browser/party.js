'use strict';
// One WebRTC party: the browser's own RTCPeerConnection and Web Audio, and nothing else.
const party = (() => {
  let connection = null;
  let local = null;
  let analyser = null;
  let remote = null;
  let made = 0;

  function open(configuration) {
    connection = new RTCPeerConnection(Object.assign({iceServers: []}, configuration));
    connection.ontrack = event => {
      if (event.track.kind === 'audio') listen(event.track);
      else watch(event.track);
    };
    if (local) local.getTracks().forEach(track => connection.addTrack(track, local));
    return connection;
  }

  // A remote track is decoded only while an element plays it.
  function listen(track) {
    const stream = new MediaStream([track]);
    remote = new Audio();
    remote.srcObject = stream;
    remote.play();
    const context = new AudioContext();
    analyser = context.createAnalyser();
    analyser.fftSize = 8192;
    analyser.smoothingTimeConstant = 0;
    context.createMediaStreamSource(stream).connect(analyser);
    made++;
  }

  function watch(track) {
    const picture = document.createElement('video');
    picture.muted = true;
    picture.srcObject = new MediaStream([track]);
    document.body.append(picture);
    picture.play();
  }

  function gathered() {
    return new Promise(resolve => {
      const check = () => { if (connection.iceGatheringState === 'complete') resolve(); };
      connection.addEventListener('icegatheringstatechange', check);
      check();
    });
  }

  async function stats(type, kind) {
    const found = [];
    (await connection.getStats()).forEach(entry => {
      if (entry.type === type && (!kind || entry.kind === kind)) found.push(entry);
    });
    return found;
  }

  const sdp = () => connection.localDescription.sdp;

  return {
    get connection() { return connection; },

    async capture(video) {
      const audio = {echoCancellation: false, noiseSuppression: false, autoGainControl: false};
      local = await navigator.mediaDevices.getUserMedia({audio, video: video ? {width: 320, height: 240} : false});
    },

    async offer(whole, configuration) {
      if (!connection) open(configuration);
      const offer = await connection.createOffer();
      await connection.setLocalDescription(offer);
      if (!whole) return offer.sdp;
      await gathered();
      return sdp();
    },

    async restart() {
      connection.restartIce();
      return this.offer(true);
    },

    async candidates() {
      await gathered();
      const keep = /^a=(ice-ufrag|ice-pwd|mid|candidate|end-of-candidates)/;
      const lines = sdp().split('\r\n');
      const kept = lines.filter((line, i) => line.startsWith('m=') || keep.test(line));
      return kept.join('\r\n') + '\r\na=end-of-candidates\r\n';
    },

    accept(answer) {
      return connection.setRemoteDescription({type: 'answer', sdp: answer});
    },

    async answer(offer, configuration) {
      if (!connection) open(configuration);
      await connection.setRemoteDescription({type: 'offer', sdp: offer});
      await connection.setLocalDescription(await connection.createAnswer());
      await gathered();
      return sdp();
    },

    // The loudest frequency of what comes is this one, and it is not near silence.
    hears(hz) {
      if (!analyser) return false;
      const bins = new Float32Array(analyser.frequencyBinCount);
      analyser.getFloatFrequencyData(bins);
      let peak = 0;
      for (let i = 1; i < bins.length; i++) if (bins[i] > bins[peak]) peak = i;
      const width = analyser.context.sampleRate / analyser.fftSize;
      return bins[peak] > -60 && Math.abs(peak * width - hz) < 2 * width;
    },

    async framesDecoded() {
      return (await stats('inbound-rtp', 'video')).reduce((sum, entry) => sum + (entry.framesDecoded || 0), 0);
    },

    async inbound(kind) {
      return JSON.stringify((await stats('inbound-rtp', kind))[0] || {});
    },

    // What the far end reports of what it gets, by RTCP.
    async remoteInbound(kind) {
      return JSON.stringify((await stats('remote-inbound-rtp', kind))[0] || {});
    },

    async transport() {
      return JSON.stringify((await stats('transport'))[0] || {});
    },

    async report() {
      if (!connection) return 'no connection';
      const some = [];
      for (const type of ['transport', 'candidate-pair', 'inbound-rtp', 'outbound-rtp']) some.push(...await stats(type));
      return JSON.stringify({connection: connection.connectionState, ice: connection.iceConnectionState,
        signalling: connection.signalingState, tracks: made, stats: some});
    },

    close() {
      if (connection) connection.close();
      connection = null;
    }
  };
})();
