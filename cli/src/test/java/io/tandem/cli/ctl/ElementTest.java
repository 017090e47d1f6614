package io.tandem.cli.ctl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class ElementTest {
    @TempDir Path folder;

    @Test void withoutSettingsItIsThisHost() {
        assertThat(Element.LB.address(Settings.of(List.of(folder.resolve("none.yml"))))).isEqualTo("127.0.0.1:5060");
        assertThat(Element.PROXY.address(Settings.of(List.of()))).isEqualTo("127.0.0.1:8000");
    }

    @Test void theInternalAddressOfTheLoadBalancerIsItsControlPort() throws IOException {
        assertThat(lb("tandem: {lb: {listen: {internal: '10.0.0.9:5060'}}}")).isEqualTo("10.0.0.9:5060");
    }

    @Test void theInternalAddressMayBeTheNameOfASocket() throws IOException {
        assertThat(lb("""
            tandem:
              lb:
                listen:
                  internal: inside
                  external:
                    - {name: udp, address: 192.0.2.1, port: 5060}
                    - {name: inside, address: 10.0.0.9, port: 5070}
            """)).isEqualTo("10.0.0.9:5070");
    }

    @Test void theLastFileWins() throws IOException {
        Path first = Files.writeString(folder.resolve("1.yml"), "tandem.proxy.control.listen: 10.0.0.1:8000");
        Path second = Files.writeString(folder.resolve("2.yml"), "tandem.proxy.control.listen: 10.0.0.2:8000");
        assertThat(Element.PROXY.address(Settings.of(List.of(first, second)))).isEqualTo("10.0.0.2:8000");
    }

    private String lb(String yaml) throws IOException {
        return Element.LB.address(Settings.of(List.of(Files.writeString(folder.resolve("config.yml"), yaml))));
    }
}
