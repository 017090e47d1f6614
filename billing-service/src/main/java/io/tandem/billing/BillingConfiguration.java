package io.tandem.billing;

import java.time.InstantSource;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.tandem.billing.fraud.FraudCheck;
import io.tandem.billing.fraud.FraudLoop;
import io.tandem.billing.fraud.FraudProperties;
import io.tandem.billing.mediation.MediationLoop;
import io.tandem.billing.mediation.MediationProperties;
import io.tandem.billing.mediation.Mediator;
import io.tandem.billing.rating.RatingLoop;
import io.tandem.billing.rating.RatingProperties;
import io.tandem.data.DataSources;
import io.tandem.data.epoch.PairEpoch;
import io.tandem.platform.DatabaseProperties;
import io.tandem.platform.role.RoleWatch;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** Wires mediation, rating and the limits of customers to the database. */
@Configuration(proxyBeanMethods = false)
class BillingConfiguration {
    private static final int CONNECTIONS = 7; // one each for mediation, limits and the change feed, 4 for what rating keeps of tables

    @Primary @Bean HikariDataSource dataSource(DatabaseProperties database) {
        return DataSources.open(database.url(), database.username(), database.password(), "billing", CONNECTIONS);
    }

    @Bean HikariDataSource ratingTransactions(DatabaseProperties database) {
        return DataSources.openForTransactions(database.url(), database.username(), database.password(), "rating", 1);
    }

    @Bean PairEpoch pairEpoch(RoleWatch role) {
        return role.isOfPair() ? new PairEpoch(role.pair(), () -> role.isActive() ? role.role().epoch() : 0) : PairEpoch.single();
    }

    @Bean Mediator mediator(DataSource dataSource, MediationProperties properties, InstantSource clock, PairEpoch epoch) {
        return new Mediator(dataSource, properties, clock, epoch);
    }

    @Bean MediationLoop mediation(Mediator mediator, MediationProperties properties, InstantSource clock, MeterRegistry metrics,
                                     RoleWatch role) {
        return new MediationLoop(mediator, properties, clock, metrics, role);
    }

    @Bean RatingLoop rating(DataSource dataSource, @Qualifier("ratingTransactions") DataSource transactions, RatingProperties properties,
                            InstantSource clock, MeterRegistry metrics, RoleWatch role, PairEpoch epoch) {
        return new RatingLoop(dataSource, transactions, properties, clock, metrics, role, epoch);
    }

    @Bean FraudLoop fraud(DataSource dataSource, FraudProperties properties, InstantSource clock, MeterRegistry metrics, RoleWatch role, PairEpoch epoch) {
        return new FraudLoop(new FraudCheck(dataSource, clock, epoch), properties, metrics, role);
    }
}
