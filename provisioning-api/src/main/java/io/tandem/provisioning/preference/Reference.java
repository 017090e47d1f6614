package io.tandem.provisioning.preference;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import static java.util.stream.Collectors.toUnmodifiableMap;

/**
 * A preference that clients give the name of an object; what is stored is the object's id, in {@link #stored}. The object belongs to the reseller
 * of the preference's owner, so that one reseller cannot use the objects of another.
 */
enum Reference {
    REWRITE_RULE_SET("rewrite_rule_set", "rewrite_rule_set", Source.ofReseller("provisioning.voip_rewrite_rule_sets", "name",
        Copy.of("rewrite_caller_in_dpid"), Copy.of("rewrite_callee_in_dpid"), Copy.of("rewrite_caller_out_dpid"), Copy.of("rewrite_callee_out_dpid"),
        Copy.of("rewrite_caller_lnp_dpid"), Copy.of("rewrite_callee_lnp_dpid"))),
    HEADER_RULE_SET("header_rule_set", "header_rule_set", Source.ofReseller("provisioning.voip_header_rule_sets", "name")),
    SOUND_SET("sound_set", "sound_set", Source.ofReseller("provisioning.voip_sound_sets", "name")),
    CONTRACT_SOUND_SET("contract_sound_set", "contract_sound_set", new Source("provisioning.voip_sound_sets", "name", Scope.CUSTOMER, List.of())),
    NCOS("ncos", "ncos_id", Source.NCOS_LEVELS),
    ADM_NCOS("adm_ncos", "adm_ncos_id", Source.NCOS_LEVELS),
    ADM_CF_NCOS("adm_cf_ncos", "adm_cf_ncos_id", Source.NCOS_LEVELS),
    NCOS_SET("ncos_set", "ncos_set_id", Source.NCOS_SETS),
    ADM_NCOS_SET("adm_ncos_set", "adm_ncos_set_id", Source.NCOS_SETS),
    ADM_CF_NCOS_SET("adm_cf_ncos_set", "adm_cf_ncos_set_id", Source.NCOS_SETS),
    EMERGENCY_MAPPING_CONTAINER("emergency_mapping_container", "emergency_mapping_container_id",
        Source.ofReseller("provisioning.emergency_containers", "name")),
    CDR_EXPORT_REWRITE_RULE_SET("cdr_export_sclidui_rwrs", "cdr_export_sclidui_rwrs_id",
        Source.ofReseller("provisioning.voip_rewrite_rule_sets", "name"));

    private static final Map<String, Reference> BY_ATTRIBUTE = Arrays.stream(values()).collect(toUnmodifiableMap(Reference::attribute, one -> one));
    private static final Map<String, Reference> BY_STORED = Arrays.stream(values()).collect(toUnmodifiableMap(Reference::stored, one -> one));

    private final String attribute;
    private final String stored;
    private final Source source;

    Reference(String attribute, String stored, Source source) {
        this.attribute = attribute;
        this.stored = stored;
        this.source = source;
    }

    static Optional<Reference> of(String attribute) {
        return Optional.ofNullable(BY_ATTRIBUTE.get(attribute));
    }

    /** The references whose ids lie in this attribute. */
    static Optional<Reference> storedIn(String attribute) {
        return Optional.ofNullable(BY_STORED.get(attribute));
    }

    /** What clients call it. */
    String attribute() {
        return attribute;
    }

    /** The attribute that holds the id. */
    String stored() {
        return stored;
    }

    /** All attributes that a write of this one sets. */
    List<String> written() {
        return Stream.concat(Stream.of(stored), source.copies().stream().map(Copy::attribute)).toList();
    }

    /** Where the objects lie. */
    Source source() {
        return source;
    }

    /** @param scope  what ties an object to the owner of the preference
     * @param copies further attributes that are set along, each from the column of the object that it names */
    record Source(String table, String name, Scope scope, List<Copy> copies) {
        static final Source NCOS_LEVELS = ofReseller("billing.ncos_levels", "level");
        static final Source NCOS_SETS = ofReseller("billing.ncos_sets", "name");

        static Source ofReseller(String table, String name, Copy... copies) {
            return new Source(table, name, Scope.RESELLER, List.of(copies));
        }
    }

    /** Value of an object's column that becomes a preference. */
    record Copy(String attribute, String column) {
        /** The lists of a rewrite rule set: {@code rewrite_x_dpid} comes from {@code x_dpid}. */
        static Copy of(String attribute) {
            return new Copy(attribute, attribute.substring("rewrite_".length()));
        }
    }

    /** Whose objects may be named. */
    enum Scope { RESELLER, CUSTOMER }
}
