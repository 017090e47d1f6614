package io.tandem.net;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EngineKindTest {

    @AfterEach
    void clearsProperty() {
        System.clearProperty("tandem.net.engine");
    }

    @Test
    void thePropertyNamesTheEngine() {
        System.setProperty("tandem.net.engine", "nio");
        assertThat(EngineKind.choose()).isEqualTo(EngineKind.NIO);
        System.setProperty("tandem.net.engine", "epoll");
        assertThat(EngineKind.choose()).isEqualTo(EngineKind.EPOLL);
    }

    @Test
    void anUnknownEngineIsRefused() {
        System.setProperty("tandem.net.engine", "magic");
        assertThatThrownBy(EngineKind::choose).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("MAGIC");
    }

    @Test
    void linuxGetsEpollByItself() {
        boolean linux = "Linux".equals(System.getProperty("os.name"));
        assertThat(EngineKind.choose()).isEqualTo(linux ? EngineKind.EPOLL : EngineKind.NIO);
    }
}
