package io.tandem.provisioning.table;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import javax.sql.DataSource;

import io.tandem.data.change.ChangeLog;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Content;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Writes of resources, inside the transaction that {@link SqlTransactions} opened. */
public final class Store {
    private final DataSource dataSource;
    private final JdbcTemplate template;
    private final JdbcClient jdbc;
    private final Runnable wakeReaders;
    private final List<Consumer<Changes>> listeners = new CopyOnWriteArrayList<>();

    /** @param wakeReaders run after commit so that call nodes look for changes at once; must not block */
    public Store(DataSource dataSource, Runnable wakeReaders) {
        this.dataSource = dataSource;
        this.template = new JdbcTemplate(dataSource);
        this.jdbc = JdbcClient.create(template);
        this.wakeReaders = wakeReaders;
    }

    public JdbcClient jdbc() {
        return jdbc;
    }

    /** For readers that are shared with call nodes. */
    public DataSource dataSource() {
        return dataSource;
    }

    /** @return the generated id */
    public long insert(String table, Map<String, ? extends @Nullable Object> row) {
        String names = String.join(", ", row.keySet());
        String marks = marks(row.size());
        GeneratedKeyHolder key = new GeneratedKeyHolder();
        jdbc.sql("insert into " + table + " (" + names + ") values (" + marks + ")").params(new ArrayList<@Nullable Object>(row.values())).update(key);
        long id = Optional.ofNullable(key.getKey()).map(Number::longValue).orElse(0L);
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            Changes.current(this).insert(table, id);
        }
        return id;
    }

    /** Inserts rows of the same columns with one statement; all or none. */
    public void insertAll(String table, List<? extends Map<String, ? extends @Nullable Object>> rows) {
        if (!rows.isEmpty()) {
            String names = String.join(", ", rows.getFirst().keySet());
            List<@Nullable Object> values = new ArrayList<>();
            rows.forEach(row -> values.addAll(row.values()));
            String row = "(" + marks(rows.getFirst().size()) + ")";
            jdbc.sql("insert into " + table + " (" + names + ") values " + String.join(", ", Collections.nCopies(rows.size(), row))).params(values).update();
        }
    }

    public void update(String table, long id, Map<String, ? extends @Nullable Object> row) {
        String sets = row.keySet().stream().map(name -> name + " = ?").collect(Collectors.joining(", "));
        List<@Nullable Object> parameters = new ArrayList<>(row.values());
        parameters.add(id);
        jdbc.sql("update " + table + " set " + sets + " where id = ?").params(parameters).update();
    }

    /** That many {@code ?}, for an {@code in} list. */
    public static String marks(int count) {
        return String.join(", ", Collections.nCopies(count, "?"));
    }

    /** Runs a write that a unique key may refuse, as when another request took the name a moment ago.
     * @param taken text of the 422 that the client then gets */
    public <T> T unique(String taken, Supplier<T> write) {
        try {
            return write.get();
        } catch (DuplicateKeyException exists) {
            throw ApiError.unprocessable(taken);
        }
    }

    public int execute(String sql, Object... parameters) {
        return jdbc.sql(sql).params(List.of(parameters)).update();
    }

    /** Runs one statement for many rows; inserts go to the server together. */
    public void batch(String sql, List<@Nullable Object[]> rows) {
        if (!rows.isEmpty()) {
            template.batchUpdate(sql, rows);
        }
    }

    public Optional<Long> number(String sql, Object... parameters) {
        return jdbc.sql(sql).params(List.of(parameters)).query(Long.class).list().stream().filter(Objects::nonNull).findFirst();
    }

    public List<Long> numbers(String sql, Object... parameters) {
        return jdbc.sql(sql).params(List.of(parameters)).query((row, _) -> row.getLong(1)).list();
    }

    public List<String> texts(String sql, Object... parameters) {
        return jdbc.sql(sql).params(List.of(parameters)).query((row, _) -> row.getString(1)).list();
    }

    public Optional<String> text(String sql, Object... parameters) {
        return jdbc.sql(sql).params(List.of(parameters)).query(String.class).list().stream().filter(Objects::nonNull).findFirst();
    }

    public boolean exists(String sql, Object... parameters) {
        return number(sql, parameters).isPresent();
    }

    /** A large value of a row, which is not read at once.
     * @return empty if there is no such row or no value in it */
    public Optional<Content> content(String table, String column, long id) {
        return StoredContent.of(jdbc, table, column, id);
    }

    /** Runs readers and writers that are shared with other services, in the transaction of now if there is one. */
    public <T> T onConnection(ConnectionCallback<T> work) {
        return template.execute(work);
    }

    /** Says that an object has changed. It is logged at the end of the transaction, once; readers learn it with the commit. */
    public void changed(String entity, long id) {
        Changes.current(this).change(entity, id);
    }

    /** Tells what each transaction has changed, at its end but still inside it. */
    public void beforeCommit(Consumer<Changes> listener) {
        listeners.add(listener);
    }

    void tell(Changes changes) {
        if (!changes.all().isEmpty()) {
            template.execute((ConnectionCallback<@Nullable Object>) connection -> {
                ChangeLog.append(connection, changes.all());
                return null;
            });
        }
        listeners.forEach(listener -> listener.accept(changes));
    }

    void wake(Changes changes) {
        if (!changes.all().isEmpty()) {
            wakeReaders.run();
        }
    }

    /** For what is not in the database, such as bindings. */
    public void afterCommit(Runnable action) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                action.run();
            }
        });
    }
}
