package io.tandem.proxy;

import java.time.InstantSource;

import io.tandem.platform.NodeProperties;
import io.tandem.platform.role.RoleWatch;
import io.tandem.platform.warmup.WarmUp;
import io.tandem.platform.warmup.WarmUpProperties;
import io.tandem.proxy.rehearsal.OwnCalls;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Calls of its own, once the proxy is ready. */
@Configuration(proxyBeanMethods = false)
class WarmUpConfiguration {
    @Bean(destroyMethod = "close")
    WarmUp warmUp(WarmUpProperties properties, RoleWatch role, ProxySettings settings, ProxyNode.Stores stores, InstantSource clock, NodeProperties node) {
        return new WarmUp(properties, role, () -> new OwnCalls(settings, stores, clock, node.secretBytes()));
    }
}
