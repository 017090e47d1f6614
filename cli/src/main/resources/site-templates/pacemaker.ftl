#!/bin/sh
# ${node.name}: built by tandem cfg; changes here are lost. Gives the running Pacemaker what Tandem needs, on one node of the pair; may be repeated. Other
# resources, and devices for STONITH, stay as they are.
set -e
<#assign ha = settings.tandem["ha-manager"]>
put() { cibadmin --modify --allow-create --scope "$1" --xml-text "$2"; }
crm_attribute --type crm_config --name dc-deadtime --update 5s
crm_attribute --type crm_config --name stonith-enabled --query --quiet > /dev/null 2>&1 \
  || crm_attribute --type crm_config --name stonith-enabled --update false
put resources '<resources>
  <clone id="tandem">
    <meta_attributes id="tandem-meta">
      <nvpair id="tandem-promotable" name="promotable" value="true"/>
      <nvpair id="tandem-clone-max" name="clone-max" value="2"/>
    </meta_attributes>
    <primitive id="tandem-node" class="ocf" provider="tandem" type="node">
      <instance_attributes id="tandem-node-attributes">
        <nvpair id="tandem-node-pair" name="pair" value="${node.pair}"/>
<#if (ha.control.socket)??>
        <nvpair id="tandem-node-socket" name="socket" value="${ha.control.socket}"/>
</#if>
      </instance_attributes>
      <operations>
        <op id="tandem-node-start" name="start" interval="0" timeout="60s"/>
        <op id="tandem-node-stop" name="stop" interval="0" timeout="20s"/>
        <op id="tandem-node-promote" name="promote" interval="0" timeout="20s"/>
        <op id="tandem-node-demote" name="demote" interval="0" timeout="20s"/>
        <op id="tandem-node-active" name="monitor" interval="1s" timeout="10s" role="Promoted"/>
        <op id="tandem-node-standby" name="monitor" interval="2s" timeout="10s" role="Unpromoted"/>
      </operations>
    </primitive>
  </clone>
<#if (ha.pair["ping-nodes"])??>
  <clone id="tandem-ping">
    <primitive id="tandem-ping-node" class="ocf" provider="pacemaker" type="ping">
      <instance_attributes id="tandem-ping-attributes">
        <nvpair id="tandem-ping-hosts" name="host_list" value="${ha.pair["ping-nodes"]?join(" ")}"/>
        <nvpair id="tandem-ping-multiplier" name="multiplier" value="10"/>
        <nvpair id="tandem-ping-dampen" name="dampen" value="1s"/>
        <nvpair id="tandem-ping-attempts" name="attempts" value="2"/>
        <nvpair id="tandem-ping-timeout" name="timeout" value="1"/>
      </instance_attributes>
      <operations>
        <op id="tandem-ping-start" name="start" interval="0" timeout="30s"/>
        <op id="tandem-ping-monitor" name="monitor" interval="2s" timeout="30s"/>
      </operations>
    </primitive>
  </clone>
</#if>
</resources>'
<#if (ha.pair["ping-nodes"])??>
put constraints '<constraints>
  <rsc_location id="tandem-reaches-more" rsc="tandem">
    <rule id="tandem-reaches-more-rule" role="Promoted" score-attribute="pingd">
      <expression id="tandem-reaches-more-expression" attribute="pingd" operation="defined"/>
    </rule>
  </rsc_location>
</constraints>'
</#if>
