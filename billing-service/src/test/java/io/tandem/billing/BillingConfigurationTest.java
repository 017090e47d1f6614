package io.tandem.billing;

import java.lang.reflect.Proxy;
import java.sql.Connection;

import io.tandem.platform.role.RoleWatch;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatCode;

class BillingConfigurationTest {
    @Test void aNodeThatIsNoPairsIsNeverRefusedByWhatAPairHasLeftInTheDatabase() {
        Connection connection = (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Connection.class}, (_, method, _) -> {
            throw new AssertionError("asks the database: " + method);
        });
        assertThatCode(() -> new BillingConfiguration().pairEpoch(RoleWatch.single("sp")).check(connection)).doesNotThrowAnyException();
    }
}
