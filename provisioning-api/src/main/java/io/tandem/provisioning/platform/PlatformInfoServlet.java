package io.tandem.provisioning.platform;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.tandem.provisioning.password.PasswordPolicy;
import io.tandem.provisioning.security.Realms;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /api/platforminfo}, for anybody: what a login page must know. Every feature is licensed: there are no licences. */
public final class PlatformInfoServlet extends HttpServlet {
    public static final String PATH = "/api/platforminfo";
    private static final long serialVersionUID = 1L;
    private static final List<String> LICENCES = List.of("aof", "batch_provisioning", "billing", "call_recording", "csc", "csc_calls", "csta", "ct",
        "device_provisioning", "enforce", "external_lnp", "fax", "gpu-transcoding", "header_manipulation", "invoice", "lcr", "lnp_importer", "pbx",
        "phonebook", "prepaid-inewrate", "prepaid-swrate", "pushd", "reseller", "sms", "tpcc", "transcoding", "voisniff-homer", "voisniff-mysql_dump",
        "voisniff-x2x3");

    private final transient PasswordPolicy policy;
    private final transient Realms realms;

    public PlatformInfoServlet(PasswordPolicy policy, Realms realms) {
        this.policy = policy;
        this.realms = realms;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ObjectNode info = JsonNodeFactory.instance.objectNode().put("realm", realms.label(request)).put("version", version());
        info.putObject("security").set("password", password());
        LICENCES.forEach(info.putArray("licenses")::add);
        info.putObject("license_meta").put("check", "ok");
        byte[] body = JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(info).getBytes(StandardCharsets.UTF_8);
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private ObjectNode password() {
        ObjectNode shown = JsonNodeFactory.instance.objectNode().put("web_min_length", policy.minLength()).put("web_max_length", policy.maxLength())
            .put("web_max_age_days", policy.maxAge().toDays()).put("web_keep_last_used", policy.history());
        shown.putObject("musthave").put("digit", policy.digits()).put("lowercase", policy.lowerCase()).put("uppercase", policy.upperCase())
            .put("specialchar", policy.special());
        return shown;
    }

    private static String version() {
        String version = PlatformInfoServlet.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
