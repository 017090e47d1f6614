package io.tandem.lb.target;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.tandem.net.EventLoop;
import io.tandem.platform.control.ControlCommand;
import io.tandem.platform.control.ControlFault;
import io.tandem.platform.control.LoopCall;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DispatcherCommandsTest {

    private final EventLoop loop = EventLoop.open("dispatcher-test");
    private final Proxies proxies = new Proxies(list("10.0.0.1:5062", "10.0.0.2:5062"));
    private List<TargetProperties.Proxy> configured = list("10.0.0.1:5062", "10.0.0.2:5062");
    private final DispatcherCommands commands = new DispatcherCommands(proxies, new LoopCall(loop), () -> configured, loop::nanoTime);

    private static List<TargetProperties.Proxy> list(String... addresses) {
        return List.of(addresses).stream().map(address -> new TargetProperties.Proxy(address, 1)).toList();
    }

    @AfterEach
    void close() {
        loop.close();
    }

    private Object call(String name, Object... parameters) throws ControlFault {
        ControlCommand command = commands.commands().stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
        return command.call(List.of(parameters));
    }

    @Test
    void theListIsShownAsKamailioShowsIt() throws Exception {
        call("dispatcher.set_state", "ix", 1L, "sip:10.0.0.2:5062");
        assertThat(call("dispatcher.list")).isEqualTo(Map.of("NRSETS", 1L, "RECORDS", List.of(Map.of("SET", Map.of("ID", 1L, "TARGETS", List.of(
                Map.of("DEST", Map.of("URI", "sip:10.0.0.1:5062", "FLAGS", "TP", "PRIORITY", 0L, "STATE", "new", "WEIGHT", 1L)),
                Map.of("DEST", Map.of("URI", "sip:10.0.0.2:5062", "FLAGS", "IX", "PRIORITY", 0L, "STATE", "drained", "WEIGHT", 1L))))))));
    }

    @Test
    void statesAreSetByFlagsOrWords() throws Exception {
        assertThat(call("dispatcher.set_state", "dx", "10.0.0.1:5062")).isEqualTo("Ok. 10.0.0.1:5062 is DISABLED");
        assertThat(call("dispatcher.set_state", "IP", 1L, "sip:10.0.0.1:5062")).isEqualTo("Ok. 10.0.0.1:5062 is DOWN");
        assertThat(call("dispatcher.set_state", "active", "1", "10.0.0.1:5062")).isEqualTo("Ok. 10.0.0.1:5062 is ACTIVE");
    }

    @Test
    void whatMakesNoSenseIsAFault() {
        assertThatThrownBy(() -> call("dispatcher.set_state", "xx", 1L, "10.0.0.1:5062")).isInstanceOf(ControlFault.class).hasMessageContaining("'xx'");
        assertThatThrownBy(() -> call("dispatcher.set_state", "ap", 2L, "10.0.0.1:5062")).isInstanceOf(ControlFault.class).hasMessageContaining("no set 2");
        assertThatThrownBy(() -> call("dispatcher.set_state", "ap", 1L, "10.9.9.9:5062")).isInstanceOf(ControlFault.class).hasMessageContaining("no proxy at");
        assertThatThrownBy(() -> call("dispatcher.set_state", "ap")).isInstanceOf(ControlFault.class).hasMessageContaining("address");
    }

    @Test
    void theListIsTakenAnewAndABadOneIsNot() throws Exception {
        configured = list("10.0.0.1:5062", "10.0.0.3:5062");
        assertThat(call("dispatcher.reload").toString()).contains("10.0.0.3:5062=NEW");
        configured = list("nowhere");
        assertThatThrownBy(() -> call("dispatcher.reload")).isInstanceOf(ControlFault.class).hasMessageContaining("'nowhere' is not address:port");
        assertThat(proxies.states()).containsOnlyKeys("10.0.0.1:5062", "10.0.0.3:5062");
    }

    @Test
    void theConfigurationFileIsReadAnew(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("config.yml");
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("defaultProperties", Map.of("spring.config.name", "nothing",
                "spring.config.import", "optional:file:" + file)));
        TargetReload reload = new TargetReload(environment);
        Files.writeString(file, "tandem: {lb: {target: {proxies: [{address: '10.0.0.7:5062', weight: 3}]}}}");
        assertThat(reload.proxies()).containsExactly(new TargetProperties.Proxy("10.0.0.7:5062", 3));
        Files.writeString(file, "tandem: {lb: {target: {proxies: [{address: '10.0.0.8:5062'}]}}}");
        assertThat(reload.proxies()).containsExactly(new TargetProperties.Proxy("10.0.0.8:5062", 1));
    }
}
