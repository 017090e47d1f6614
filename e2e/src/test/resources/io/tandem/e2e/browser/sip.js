'use strict';
// The browser's own WebSocket as a transport of SIP (RFC 7118); the test writes the messages.
const sip = (() => {
  let socket = null;
  const inbox = [];

  return {
    open(url) {
      return new Promise((resolve, reject) => {
        socket = new WebSocket(url, 'sip');
        socket.binaryType = 'arraybuffer';
        socket.onopen = () => resolve(socket.protocol);
        socket.onerror = () => reject(new Error('no WebSocket to ' + url));
        socket.onmessage = event => {
          const text = typeof event.data === 'string' ? event.data : new TextDecoder().decode(event.data);
          if (text.trim()) inbox.push(text);
        };
      });
    },

    send(text) {
      socket.send(text);
    },

    // The next message; empty if none comes in five seconds.
    async next() {
      for (let i = 0; i < 250 && !inbox.length; i++) await new Promise(resolve => setTimeout(resolve, 20));
      return inbox.shift() || '';
    },

    close() {
      socket.close();
    }
  };
})();
