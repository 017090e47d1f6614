package io.tandem.appserver.reminder;

import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import javax.sql.DataSource;

import io.tandem.appserver.prompt.Prompts;
import io.tandem.net.EventLoop;
import io.tandem.platform.control.rpc.ControlClient;
import io.tandem.platform.role.RoleWatch;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires wake-up calls. */
@Configuration(proxyBeanMethods = false)
class ReminderConfiguration {
    private static final int AT_ONCE = 16;

    @Bean
    WakeUp wakeUp(Prompts prompts, ReminderProperties properties) {
        return new WakeUp(prompts, properties.domain());
    }

    @Bean
    ReminderThreads reminderThreads(ReminderProperties properties, DataSource database, RoleWatch role) {
        return new ReminderThreads(properties, database, role);
    }

    /** A loop for the clock, some threads that wait for the B2BUA. */
    static final class ReminderThreads implements AutoCloseable {
        private final EventLoop loop = EventLoop.open("reminder");
        private final ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE, Thread.ofPlatform().daemon().name("reminder-", 0).factory());
        private final ControlClient b2bua;
        private final ReminderCalls calls;

        ReminderThreads(ReminderProperties properties, DataSource database, RoleWatch role) {
            b2bua = new ControlClient(properties.control(), properties.patience());
            calls = new ReminderCalls(new SqlReminders(database, properties.late()),
                    (uuid, address, destination) -> b2bua.call("dial_auth_b2b", List.of(uuid, address, destination)), properties, InstantSource.system(), loop,
                    threads::execute, role::isActive);
            if (properties.enabled()) calls.start();
        }

        @Override
        public void close() {
            calls.close();
            loop.close();
            threads.shutdownNow();
            b2bua.close();
        }
    }
}
