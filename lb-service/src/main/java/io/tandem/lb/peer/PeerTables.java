package io.tandem.lb.peer;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import javax.sql.DataSource;

/** Reads the peer hosts from the provisioning tables. Blocks. */
record PeerTables(DataSource database) implements PeerWatch.Source {

    private static final String QUERY = "select h.name, h.ip, h.host from provisioning.voip_peer_hosts h where h.enabled = 1";

    @Override
    public List<PeerHost> read() throws SQLException {
        try (Connection connection = database.getConnection(); PreparedStatement statement = connection.prepareStatement(QUERY);
             ResultSet row = statement.executeQuery()) {
            List<PeerHost> hosts = new ArrayList<>();
            while (row.next()) {
                hosts.add(new PeerHost(row.getString(1), row.getString(2), Optional.ofNullable(row.getString(3)).filter(host -> !host.isBlank())));
            }
            return hosts;
        }
    }
}
