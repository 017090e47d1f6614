package io.tandem.ha.takeover;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who decides which node of the pair is active, {@code tandem.ha-manager.crm}.
 *
 * @param manager {@code own}: the HA manager; {@code pacemaker}: Pacemaker, by the resource agent ocf:tandem:node. The same on both nodes
 */
@ConfigurationProperties("tandem.ha-manager.crm")
public record CrmProperties(@DefaultValue("own") Crm manager) {
    /** A cluster resource manager. */
    public enum Crm { OWN, PACEMAKER }
}
