package io.tandem.data.tables;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.data.customer.CustomerLocations;
import io.tandem.data.emergency.EmergencyDocuments;
import io.tandem.data.emergency.EmergencyMapping;
import io.tandem.data.forward.Forwards;
import io.tandem.data.header.HeaderRuleSet;
import io.tandem.data.mapping.LocationMapping;
import io.tandem.data.peering.Peering;
import io.tandem.data.portability.LnpNumbers;
import io.tandem.data.restriction.NcosLevel;
import io.tandem.data.rewrite.RewriteRuleSet;
import io.tandem.data.rewrite.UpnRewriting;
import io.tandem.data.snapshot.Preferences;
import io.tandem.data.sound.SoundSet;
import io.tandem.data.tariff.BillingMappings;
import io.tandem.data.tariff.Tariff;
import io.tandem.data.trust.TrustedSources;

/** Where the tables lie: the database, or maps in tests. Blocks; called on virtual threads. */
interface TableSource {
    RewriteRuleSet rewriteRules(int setId) throws SQLException;

    UpnRewriting upnRewriting(int subscriber) throws SQLException;

    NcosLevel ncosLevel(int id) throws SQLException;

    List<Integer> ncosSet(int id) throws SQLException;

    Preferences reseller(int id) throws SQLException;

    CustomerLocations locations(int customerId) throws SQLException;

    TrustedSources trustedSources() throws SQLException;

    Peering peering() throws SQLException;

    HeaderRuleSet headerRules(int setId) throws SQLException;

    HeaderRuleSet headerRulesOf(int subscriber) throws SQLException;

    SoundSet sounds(int setId) throws SQLException;

    LnpNumbers lnpNumbers(String number) throws SQLException;

    Map<String, EmergencyMapping> emergencyMappings(int container) throws SQLException;

    EmergencyDocuments emergencyDocuments(int subscriber, int domain) throws SQLException;

    Forwards forwards(int subscriber) throws SQLException;

    List<LocationMapping> locationMappings(int subscriber) throws SQLException;

    Optional<String> speedDial(int subscriber, String slot) throws SQLException;

    Optional<Tariff> tariff(int profile) throws SQLException;

    BillingMappings billingMappings(int contract) throws SQLException;
}
