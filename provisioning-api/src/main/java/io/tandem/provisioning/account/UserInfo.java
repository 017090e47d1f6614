package io.tandem.provisioning.account;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.Query;
import io.tandem.provisioning.resource.Resource;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import static io.tandem.provisioning.resource.Field.flag;
import static io.tandem.provisioning.resource.Field.text;
import static io.tandem.provisioning.resource.Field.whole;

/** The resource {@code userinfo}: who the caller is to the API. */
public final class UserInfo implements Resource.Shows {
    private static final Map<Caller.Right, String> FLAGS = Map.of(Caller.Right.PASSWORDS, "show_passwords", Caller.Right.CALL_DATA, "call_data",
        Caller.Right.BILLING_DATA, "billing_data", Caller.Right.MASTER, "is_master", Caller.Right.RESET_PASSWORD, "can_reset_password");
    private static final List<Field> FIELDS = List.of(text("login").readOnly(), text("role").readOnly(), whole("reseller_id").readOnly(),
        flag("read_only").readOnly(), flag("show_passwords").readOnly(), flag("call_data").readOnly(), flag("billing_data").readOnly(),
        flag("is_master").readOnly(), flag("can_reset_password").readOnly(), whole("subscriber_id").readOnly(), text("uuid").readOnly(),
        whole("customer_id").readOnly(), text("username").readOnly(), text("domain").readOnly());
    private static final Declaration DECLARATION =
        Declaration.of("userinfo", "The caller's own account", FIELDS).access(Access.loggedIn());

    @Override
    public Declaration declaration() {
        return DECLARATION;
    }

    @Override
    public ObjectNode show(Query query, Caller caller) {
        ObjectNode shown = JsonNodeFactory.instance.objectNode().put("id", caller.id()).put("login", caller.login())
            .put("role", caller.role().name().toLowerCase(Locale.ROOT)).put("reseller_id", caller.resellerId()).put("read_only", caller.readOnly());
        caller.line().ifPresentOrElse(line -> {
            int at = caller.login().lastIndexOf('@');
            shown.put("subscriber_id", line.subscriberId()).put("uuid", line.uuid()).put("customer_id", line.customerId())
                .put("username", caller.login().substring(0, at)).put("domain", caller.login().substring(at + 1));
        }, () -> FLAGS.forEach((right, name) -> shown.put(name, caller.has(right))));
        return shown;
    }
}
