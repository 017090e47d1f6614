package io.tandem.platform.control.rpc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.platform.control.CommandTable;
import io.tandem.platform.control.ControlFault;
import io.tandem.platform.plain.PlainJson;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON-RPC 2.0 (jsonrpc.org/specification) to a table of commands: calls, notifications and batches; parameters by position only. */
public final class JsonRpc {
    private static final int MAX_BATCH = 64;

    /** Made when the first call comes: data binding is 500 classes that most processes never need. */
    private static final class Reader {
        private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(32).maxNumberLength(40).build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
    }

    private final CommandTable commands;

    public JsonRpc(CommandTable commands) {
        this.commands = commands;
    }

    /** The answer; empty if nothing was called but notifications. */
    public Optional<byte[]> answer(byte[] body) {
        JsonNode request;
        try {
            request = Reader.JSON.readTree(body);
        } catch (JacksonException e) {
            return Optional.of(PlainJson.bytes(error(Optional.empty(), new ControlFault(ControlFault.UNREADABLE, "not JSON: " + e.getOriginalMessage()))));
        }
        return (request.isArray() && !request.isEmpty() ? batch(request) : single(request)).map(PlainJson::bytes);
    }

    private Optional<Object> batch(JsonNode requests) {
        if (requests.size() > MAX_BATCH) {
            return Optional.of(error(Optional.empty(), new ControlFault(ControlFault.NO_CALL, "more than " + MAX_BATCH + " calls in a batch")));
        }
        List<Object> answers = new ArrayList<>();
        for (JsonNode request : requests) {
            single(request).ifPresent(answers::add);
        }
        return answers.isEmpty() ? Optional.empty() : Optional.of(answers);
    }

    private Optional<Object> single(JsonNode request) {
        Object id = Optional.empty();
        try {
            check(request);
            boolean notification = !request.has("id");
            id = notification ? id : value(request.get("id"));
            Object answer = run(request, id);
            return notification ? Optional.empty() : Optional.of(answer);
        } catch (ControlFault fault) {
            return Optional.of(error(id, fault));
        }
    }

    private Object run(JsonNode request, Object id) {
        try {
            return result(id, commands.call(request.get("method").stringValue(), parameters(request)));
        } catch (ControlFault fault) {
            return error(id, fault);
        }
    }

    private static void check(JsonNode request) throws ControlFault {
        JsonNode id = request.path("id");
        boolean call = request.isObject() && request.path("jsonrpc").isString() && request.path("jsonrpc").stringValue().equals("2.0")
            && request.path("method").isString() && (id.isMissingNode() || id.isNull() || id.isString() || id.isNumber());
        if (!call) {
            throw new ControlFault(ControlFault.NO_CALL, "not a call of JSON-RPC 2.0");
        }
    }

    private static List<Object> parameters(JsonNode request) throws ControlFault {
        JsonNode params = request.path("params");
        if (params.isMissingNode()) {
            return List.of();
        }
        if (!params.isArray()) {
            throw new ControlFault(-32602, "parameters go by position, as an array");
        }
        return items(params);
    }

    private static List<Object> items(JsonNode array) throws ControlFault {
        List<Object> items = new ArrayList<>();
        for (JsonNode item : array) {
            items.add(value(item));
        }
        return items;
    }

    private static Object value(JsonNode node) throws ControlFault {
        if (node.isObject()) {
            Map<String, Object> members = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> member : node.properties()) {
                members.put(member.getKey(), value(member.getValue()));
            }
            return members;
        }
        if (node.isIntegralNumber() && !node.canConvertToLong()) {
            throw new ControlFault(-32602, "number beyond 64 bits: " + node);
        }
        return node.isArray() ? items(node) : node.isString() ? node.stringValue() : node.isBoolean() ? (Object) node.booleanValue()
            : node.isIntegralNumber() ? (Object) node.longValue() : node.isNumber() ? (Object) node.doubleValue() : Optional.empty();
    }

    private static Object result(Object id, Object result) {
        return answer(id, "result", result);
    }

    private static Object error(Object id, ControlFault fault) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", fault.code());
        error.put("message", fault.text());
        return answer(id, "error", error);
    }

    private static Object answer(Object id, String kind, Object content) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("jsonrpc", "2.0");
        answer.put(kind, content);
        answer.put("id", id);
        return answer;
    }
}
