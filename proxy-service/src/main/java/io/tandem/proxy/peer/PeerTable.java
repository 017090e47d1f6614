package io.tandem.proxy.peer;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

import javax.sql.DataSource;

/** Reads the peer hosts from the provisioning tables. Blocks. */
public record PeerTable(DataSource database) implements PeerPublisher.Source {
    private static final String QUERY = "select distinct ip, coalesce(host, '') from provisioning.voip_peer_hosts where enabled = 1 order by 1, 2";

    @Override
    public String read() throws SQLException {
        try (Connection connection = database.getConnection(); PreparedStatement statement = connection.prepareStatement(QUERY);
             ResultSet row = statement.executeQuery()) {
            StringBuilder lines = new StringBuilder();
            while (row.next()) {
                lines.append(word(row.getString(1))).append('\t').append(word(row.getString(2))).append('\n');
            }
            return lines.toString();
        }
    }

    /** What an administrator typed must not make lines of its own. */
    private static String word(String text) {
        return text.strip().replaceAll("\\s", "");
    }
}
