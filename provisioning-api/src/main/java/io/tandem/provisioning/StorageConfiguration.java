package io.tandem.provisioning;

import java.sql.SQLException;
import java.time.InstantSource;

import io.tandem.data.DataSources;
import io.tandem.data.ban.BanStore;
import io.tandem.data.migration.SchemaMigration;
import io.tandem.data.redis.RedisLink;
import io.tandem.platform.DatabaseProperties;
import io.tandem.platform.RedisProperties;
import io.tandem.platform.role.RoleWatch;
import io.tandem.provisioning.password.BcryptOutside;
import io.tandem.provisioning.resource.Transactions;
import io.tandem.provisioning.table.PairedPools;
import io.tandem.provisioning.table.SqlTransactions;
import io.tandem.provisioning.table.Store;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** MySQL and Redis. The schema is brought up to date before anything reads it. */
@Configuration(proxyBeanMethods = false)
class StorageConfiguration {
    private static final String POOL = "provisioning-api";
    /** Of each of the two pools: half of the request threads and those in the background. */
    private static final int CONNECTIONS = 10;

    @Bean(destroyMethod = "close")
    PairedPools dataSource(DatabaseProperties database) throws SQLException {
        PairedPools source = new PairedPools(
            DataSources.openReadCommitted(database.url(), database.username(), database.password(), POOL, CONNECTIONS),
            DataSources.openForTransactions(database.url(), database.username(), database.password(), POOL + "-writes", CONNECTIONS));
        SchemaMigration.migrate(source);
        return source;
    }

    @Bean
    Transactions transactions(PairedPools source) {
        return new BcryptOutside(new SqlTransactions(source));
    }

    @Bean
    Store store(PairedPools source, LazyRedis redis) {
        return new Store(source, redis::wakeReaders);
    }

    @Bean
    LazyRedis redis(RedisProperties redis, InstantSource clock) {
        return new LazyRedis(redis.uri(), clock);
    }

    /** What the load balancers share. */
    @Bean
    BanStore banStore(RedisLink link, InstantSource clock) {
        return new BanStore(link, clock);
    }

    @Bean(destroyMethod = "close")
    RedisLink redisLink(RedisProperties redis) {
        return new RedisLink(redis.uri());
    }

    @Bean(destroyMethod = "close")
    ChangeLogTrimming changeLogTrimming(PairedPools source, RoleWatch role) {
        return new ChangeLogTrimming(source, role);
    }

    @Bean
    HealthIndicator databaseHealth(Store store) {
        return () -> store.exists("select 1") ? Health.up().build() : Health.down().build();
    }
}
