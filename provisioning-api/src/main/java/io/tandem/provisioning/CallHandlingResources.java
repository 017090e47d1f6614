package io.tandem.provisioning;

import java.util.List;
import java.util.function.Supplier;

import io.lettuce.core.api.sync.RedisCommands;
import io.tandem.provisioning.call.CallLists;
import io.tandem.provisioning.call.CallQueues;
import io.tandem.provisioning.call.Conversations;
import io.tandem.provisioning.call.MaliciousCalls;
import io.tandem.provisioning.callcontrol.CallControls;
import io.tandem.provisioning.callcontrol.CallServer;
import io.tandem.provisioning.callcontrol.TextMessages;
import io.tandem.provisioning.callforward.ForwardMappings;
import io.tandem.provisioning.callforward.ForwardSets;
import io.tandem.provisioning.callforward.SimpleForwards;
import io.tandem.provisioning.conversion.SoundConverter;
import io.tandem.provisioning.feature.CallThroughKeys;
import io.tandem.provisioning.feature.ManagerSecretary;
import io.tandem.provisioning.feature.Reminders;
import io.tandem.provisioning.feature.Slots;
import io.tandem.provisioning.feature.TrustedSources;
import io.tandem.provisioning.recording.CallRecordingFiles;
import io.tandem.provisioning.recording.CallRecordingStreams;
import io.tandem.provisioning.recording.CallRecordings;
import io.tandem.provisioning.recording.RecordingFolder;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.table.Store;
import io.tandem.provisioning.voicemail.VoicemailGreetings;
import io.tandem.provisioning.voicemail.VoicemailRecordings;
import io.tandem.provisioning.voicemail.VoicemailSettings;
import io.tandem.provisioning.voicemail.Voicemails;

/** What subscribers have their calls handled with, and what became of the calls. */
final class CallHandlingResources {
    private CallHandlingResources() {}

    static List<Resource> all(Store store, Supplier<RedisCommands<String, String>> redis, RecordingFolder recordings,
            SoundConverter converter, CallServer callServer) {
        return List.of(
            ForwardSets.destinations(store),
            ForwardSets.times(store),
            ForwardSets.sources(store),
            ForwardSets.dialledNumbers(store),
            new ForwardMappings(store),
            new SimpleForwards(store),
            Slots.speedDials(store),
            Slots.autoAttendants(store),
            new Reminders(store),
            new TrustedSources(store),
            new ManagerSecretary(store),
            new CallThroughKeys(store),
            new VoicemailSettings(store),
            new Voicemails(store),
            new VoicemailRecordings(store, converter),
            new VoicemailGreetings(store, converter),
            new CallControls(store, callServer),
            new TextMessages(store, callServer),
            new CallLists(store),
            new Conversations(store),
            new MaliciousCalls(store),
            new CallQueues(store, redis),
            new CallRecordings(store, recordings),
            new CallRecordingStreams(store, recordings),
            new CallRecordingFiles(store, recordings, converter));
    }
}
