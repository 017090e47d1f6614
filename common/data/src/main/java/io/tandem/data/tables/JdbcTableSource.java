package io.tandem.data.tables;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import javax.sql.DataSource;

import io.tandem.data.customer.CustomerLocationQuery;
import io.tandem.data.customer.CustomerLocations;
import io.tandem.data.emergency.EmergencyDocuments;
import io.tandem.data.emergency.EmergencyMapping;
import io.tandem.data.emergency.EmergencyQuery;
import io.tandem.data.forward.ForwardQuery;
import io.tandem.data.forward.Forwards;
import io.tandem.data.header.HeaderRuleQuery;
import io.tandem.data.header.HeaderRuleSet;
import io.tandem.data.mapping.LocationMapping;
import io.tandem.data.mapping.LocationMappingQuery;
import io.tandem.data.peering.Peering;
import io.tandem.data.peering.PeeringQuery;
import io.tandem.data.portability.LnpNumbers;
import io.tandem.data.portability.LnpQuery;
import io.tandem.data.restriction.NcosLevel;
import io.tandem.data.restriction.NcosLevelQuery;
import io.tandem.data.rewrite.RewriteRuleQuery;
import io.tandem.data.rewrite.RewriteRuleSet;
import io.tandem.data.rewrite.UpnRewriteQuery;
import io.tandem.data.rewrite.UpnRewriting;
import io.tandem.data.snapshot.PreferenceQuery;
import io.tandem.data.snapshot.Preferences;
import io.tandem.data.sound.SoundSet;
import io.tandem.data.sound.SoundSetQuery;
import io.tandem.data.tariff.BillingMappingQuery;
import io.tandem.data.tariff.BillingMappings;
import io.tandem.data.tariff.Tariff;
import io.tandem.data.tariff.TariffQuery;
import io.tandem.data.trust.TrustedSourceQuery;
import io.tandem.data.trust.TrustedSources;

/** The tables in the database. */
record JdbcTableSource(DataSource dataSource) implements TableSource {

    @Override public RewriteRuleSet rewriteRules(int setId) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return RewriteRuleQuery.read(connection, setId);
        }
    }

    @Override public UpnRewriting upnRewriting(int subscriber) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return UpnRewriteQuery.read(connection, subscriber);
        }
    }

    @Override public NcosLevel ncosLevel(int id) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return NcosLevelQuery.read(connection, id);
        }
    }

    @Override public List<Integer> ncosSet(int id) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return NcosLevelQuery.readSet(connection, id);
        }
    }

    @Override public Preferences reseller(int id) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return PreferenceQuery.RESELLER.read(connection, id);
        }
    }

    @Override public CustomerLocations locations(int customerId) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return CustomerLocationQuery.read(connection, customerId);
        }
    }

    @Override public TrustedSources trustedSources() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return TrustedSourceQuery.read(connection);
        }
    }

    @Override public Peering peering() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return PeeringQuery.read(connection);
        }
    }

    @Override public HeaderRuleSet headerRules(int setId) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return HeaderRuleQuery.read(connection, setId);
        }
    }

    @Override public HeaderRuleSet headerRulesOf(int subscriber) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return HeaderRuleQuery.readOwn(connection, subscriber);
        }
    }

    @Override public SoundSet sounds(int setId) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return SoundSetQuery.read(connection, setId);
        }
    }

    @Override public LnpNumbers lnpNumbers(String number) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return LnpQuery.read(connection, number);
        }
    }

    @Override public Map<String, EmergencyMapping> emergencyMappings(int container) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return EmergencyQuery.mappings(connection, container);
        }
    }

    @Override public EmergencyDocuments emergencyDocuments(int subscriber, int domain) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return EmergencyQuery.documents(connection, subscriber, domain);
        }
    }

    @Override public Forwards forwards(int subscriber) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return ForwardQuery.read(connection, subscriber);
        }
    }

    @Override public List<LocationMapping> locationMappings(int subscriber) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return LocationMappingQuery.read(connection, subscriber);
        }
    }

    @Override public Optional<String> speedDial(int subscriber, String slot) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return SpeedDialQuery.read(connection, subscriber, slot);
        }
    }

    @Override public Optional<Tariff> tariff(int profile) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return TariffQuery.read(connection, profile);
        }
    }

    @Override public BillingMappings billingMappings(int contract) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return BillingMappingQuery.read(connection, contract);
        }
    }
}
