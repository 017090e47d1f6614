package io.tandem.provisioning.billing.balance;

import io.tandem.data.balance.PackageMappings;
import io.tandem.provisioning.table.Store;

/** Billing profiles that a package brings. */
public final class PackageProfiles {
    private PackageProfiles() {}

    /** A contract has them from now on.
     * @param discriminator {@code initial}, {@code underrun} or {@code topup} */
    public static void map(Store store, long contract, long packageId, String discriminator) {
        store.onConnection(connection -> PackageMappings.map(connection, contract, packageId, discriminator));
    }

    /** A new contract has the initial ones without a date, as its base. */
    public static void mapBase(Store store, long contract, long packageId) {
        store.execute("insert into billing.contracts_billing_profile_network (contract_id, billing_profile_id, billing_network_id, base) "
            + "select ?, profile_id, network_id, 1 from billing.package_profile_sets where package_id = ? and discriminator = 'initial' order by id",
            contract, packageId);
    }
}
