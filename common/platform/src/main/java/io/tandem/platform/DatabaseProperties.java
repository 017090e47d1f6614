package io.tandem.platform;

import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * MySQL or MariaDB that this service talks to, {@code tandem.db}. The password is left out of {@link #toString()}.
 *
 * @param url JDBC URL without a schema: SQL names its schemas
 */
@ConfigurationProperties("tandem.db")
public record DatabaseProperties(@DefaultValue(DatabaseProperties.URL) @NotBlank String url,
                                 @DefaultValue("tandem") @NotBlank String username,
                                 @DefaultValue("tandem") String password) {
    private static final String URL = "jdbc:mysql://127.0.0.1:13306/?useInformationSchema=false&rewriteBatchedStatements=true"
        + "&cachePrepStmts=true&prepStmtCacheSqlLimit=2048&connectionTimeZone=UTC&allowPublicKeyRetrieval=true&sslMode=PREFERRED";

    @Override public String toString() {
        return "DatabaseProperties[url=" + url + ", username=" + username + "]";
    }
}
