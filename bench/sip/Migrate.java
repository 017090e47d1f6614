import io.tandem.data.DataSources;
import io.tandem.data.migration.SchemaMigration;

/** Brings the bench's MariaDB to Tandem's schema. Source launcher, see env.sh. */
public final class Migrate {
    private Migrate() {}

    public static void main(String[] arguments) throws Exception {
        try (var database = DataSources.open(arguments[0], "tandem", "tandem", "bench", 2)) {
            SchemaMigration.migrate(database);
        }
    }
}
