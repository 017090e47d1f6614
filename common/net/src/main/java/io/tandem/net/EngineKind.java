package io.tandem.net;

import java.io.IOException;
import java.util.Locale;

import io.tandem.net.peer.PeerTable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engines a loop may run on. */
enum EngineKind {
    /** epoll, recvmmsg and sendmmsg through java.lang.foreign. */
    EPOLL {
        @Override
        Engine create(LoopThread loop, PeerTable peers) throws IOException {
            return new EpollEngine(loop, peers);
        }
    },
    /** DatagramChannel and Selector. */
    NIO {
        @Override
        Engine create(LoopThread loop, PeerTable peers) throws IOException {
            return new NioEngine(loop, peers);
        }
    };

    private static final Logger LOG = LoggerFactory.getLogger(EngineKind.class);

    abstract Engine create(LoopThread loop, PeerTable peers) throws IOException;

    static EngineKind choose() {
        String wanted = System.getProperty("tandem.net.engine", "");
        return wanted.isEmpty() ? best() : valueOf(wanted.toUpperCase(Locale.ROOT));
    }

    private static EngineKind best() {
        String cpu = System.getProperty("os.arch", "");
        if (!"Linux".equals(System.getProperty("os.name")) || !("amd64".equals(cpu) || "aarch64".equals(cpu))) {
            return NIO;
        }
        return nativeAccessWorks() ? EPOLL : NIO;
    }

    /** Loading the handles fails with an Error where native access is denied (--illegal-native-access=deny without --enable-native-access). */
    private static boolean nativeAccessWorks() {
        try {
            EpollEngine.probe();
            return true;
        } catch (LinkageError | RuntimeException e) {
            LOG.warn("native access denied, UDP runs on java.nio at about 1.3 times the CPU: start Java with --enable-native-access=ALL-UNNAMED", e);
            return false;
        }
    }
}
