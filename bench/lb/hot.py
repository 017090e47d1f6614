"""hot.py RECORDING [NS_PER_MESSAGE]: where the loop thread's CPU time went, by JDK 25's CPU-time samples (run.sh profile makes the recording)."""
import collections
import json
import os
import subprocess
import sys

JFR = os.path.join(os.environ.get("JAVA_HOME", "/usr/lib/jvm/temurin-25-jdk-amd64"), "bin/jfr")
printed = subprocess.run([JFR, "print", "--json", "--stack-depth", "40", "--events", "jdk.CPUTimeSample", sys.argv[1]], stdout=subprocess.PIPE, check=True).stdout
cost = float(sys.argv[2]) if len(sys.argv) > 2 else 100
inclusive, own, samples = collections.Counter(), collections.Counter(), 0
for event in json.loads(printed)["recording"]["events"]:
    values = event["values"]
    if (values.get("eventThread") or {}).get("javaName") != "lb" or not values.get("stackTrace"):
        continue
    frames = [f["method"]["type"]["name"].replace("io/tandem/", "") + "." + f["method"]["name"] for f in values["stackTrace"]["frames"]]
    samples += 1
    if "LambdaForm" in frames[0]:    # a system call through FFM: named by the caller
        own["system call: " + next((f for f in frames if "Libc" in f), frames[0])] += 1
        continue
    own[frames[0]] += 1
    inclusive.update(set(frames))
for title, counter in (("with callees, Java only", inclusive), ("own", own)):
    print("--- %s (%d samples)" % (title, samples))
    for method, count in counter.most_common(60):
        print("%7.0f %5.1f %%  %s" % (count * cost / samples, 100 * count / samples, method))
