package io.tandem.provisioning.table;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

import io.tandem.provisioning.resource.Content;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A large value of a column, fetched piece by piece: the driver would read a whole row into memory. Each piece takes a connection for itself, so that a
 * slow client holds none.
 */
final class StoredContent extends InputStream {
    private static final int PIECE_BYTES = 512 << 10;

    private final JdbcClient jdbc;
    private final String sql;
    private final long id;
    private final long length;
    private byte[] piece = {};
    private long pieceStart;
    private long position;

    private StoredContent(JdbcClient jdbc, String sql, long id, long length) {
        this.jdbc = jdbc;
        this.sql = sql;
        this.id = id;
        this.length = length;
    }

    /** @return empty if there is no such row or no value in it */
    static Optional<Content> of(JdbcClient jdbc, String table, String column, long id) {
        return jdbc.sql("select length(" + column + ") from " + table + " where id = ? and " + column + " is not null").param(id).query(Long.class).optional()
            .map(length -> Content.of(length, new StoredContent(jdbc, "select substring(" + column + ", ?, ?) from " + table + " where id = ?", id, length)));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int most) throws IOException {
        if (position == length) {
            return -1;
        }
        if (position == pieceStart + piece.length) {
            fetch();
        }
        int from = (int) (position - pieceStart);
        int read = Math.min(most, piece.length - from);
        System.arraycopy(piece, from, buffer, offset, read);
        position += read;
        return read;
    }

    private void fetch() throws IOException {
        long expected = Math.min(PIECE_BYTES, length - position);
        try {
            piece = jdbc.sql(sql).params(position + 1, expected, id).query((row, _) -> Optional.ofNullable(row.getBytes(1))).optional()
                .flatMap(found -> found).orElse(new byte[0]);
        } catch (DataAccessException away) {
            throw new IOException("the rest of a file in the database cannot be read, %d of %d bytes were sent".formatted(position, length), away);
        }
        if (piece.length != expected) {
            throw new IOException("a file in the database was changed or deleted while it was read, %d of %d bytes were sent".formatted(position, length));
        }
        pieceStart = position;
    }
}
