package io.tandem.data.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;

/** Cuts what a Redis sends (RESP2, and of RESP3 what replies of ours and pushes have) into replies. One thread. */
final class ReplyParser {
    /** No reply of ours is nearly as long; more is a peer that is no Redis. */
    static final int MOST_OCTETS = 64 << 20;
    private static final int MOST_DEPTH = 8;
    private static final int KEPT_OCTETS = 65_536;

    private final Consumer<Object> replies;
    private final Consumer<List<?>> pushes;
    private byte[] octets = new byte[8192];
    private int start;
    private int end;
    /** Where the value that is read goes on. */
    private int at;

    /** @param replies takes {@code Long}, {@code String}, {@code List}, {@code Optional.empty()} for nil, or a {@link RedisException} that Redis
     *                answered; a map is a list of its names and values in turn
     * @param pushes  takes what Redis says of its own accord, in its place between the replies */
    ReplyParser(Consumer<Object> replies, Consumer<List<?>> pushes) {
        this.replies = replies;
        this.pushes = pushes;
    }

    /** Takes what has come and hands on what is whole.
     * @throws RedisException if this is no Redis; then the connection is of no use any more */
    void feed(byte[] data, int length) {
        append(data, length);
        while (start < end) {
            at = start;
            Object reply = value(0);
            if (reply == Incomplete.YET) {
                break;
            }
            boolean pushed = octets[start] == '>';
            start = at;
            if (pushed) {
                pushes.accept((List<?>) reply);
            } else {
                replies.accept(reply);
            }
        }
        if (start == end) {
            start = 0;
            end = 0;
            if (octets.length > KEPT_OCTETS) octets = new byte[KEPT_OCTETS];
        }
    }

    private void append(byte[] data, int length) {
        if (end + length > octets.length) {
            int held = end - start;
            if (held + length > MOST_OCTETS) throw new RedisException("reply of more than %d octets".formatted(MOST_OCTETS));
            byte[] target = held + length > octets.length ? new byte[Math.max(held + length, 2 * octets.length)] : octets;
            System.arraycopy(octets, start, target, 0, held);
            octets = target;
            start = 0;
            end = held;
        }
        System.arraycopy(data, 0, octets, end, length);
        end += length;
    }

    private Object value(int depth) {
        int from = at + 1;
        int line = lineEnd();
        if (line < 0) return Incomplete.YET;
        byte kind = octets[at];
        at = line + 2;
        return switch (kind) {
            case '+' -> text(from, line);
            case '-' -> failure(text(from, line));
            case ':' -> number(from, line);
            case '$' -> bulk(Math.toIntExact(number(from, line)));
            case '*', '~' -> list(number(from, line), depth);
            case '%' -> list(2 * number(from, line), depth);
            case '>' -> push(number(from, line), depth);
            case '_' -> Optional.empty();
            default -> throw new RedisException("a reply begins with octet %d: is this a Redis?".formatted(kind));
        };
    }

    private int lineEnd() {
        for (int i = at; i + 1 < end; i++) {
            if (octets[i] == '\r' && octets[i + 1] == '\n') return i;
        }
        return -1;
    }

    private Object bulk(int length) {
        if (length < 0) return Optional.empty();
        if (at + length + 2 > end) return Incomplete.YET;
        String text = text(at, at + length);
        at += length + 2;
        return text;
    }

    private Object list(long length, int depth) {
        if (length < 0) return Optional.empty();
        if (depth == MOST_DEPTH) throw new RedisException("lists in lists in lists: is this a Redis?");
        List<Object> list = new ArrayList<>((int) Math.min(length, 64));
        for (long i = 0; i < length; i++) {
            Object element = value(depth + 1);
            if (element == Incomplete.YET) return element;
            list.add(element);
        }
        return list;
    }

    private Object push(long length, int depth) {
        if (depth > 0 || length < 0) throw new RedisException("a push within a reply: is this a Redis?");
        return list(length, depth);
    }

    private long number(int from, int to) {
        long value = 0;
        boolean negative = from < to && octets[from] == '-';
        for (int i = negative ? from + 1 : from; i < to; i++) {
            if (octets[i] < '0' || octets[i] > '9') throw new RedisException("'%s' is no number: is this a Redis?".formatted(text(from, to)));
            value = 10 * value + octets[i] - '0';
        }
        return negative ? -value : value;
    }

    private String text(int from, int to) {
        return new String(octets, from, to - from, StandardCharsets.UTF_8);
    }

    private static RedisException failure(String message) {
        return message.startsWith("NOSCRIPT") ? new RedisNoScriptException(message) : new RedisCommandExecutionException(message);
    }

    /** The octets held now, for tests. */
    byte[] held() { return Arrays.copyOfRange(octets, start, end); }

    /** More must come. */
    private enum Incomplete { YET }
}
