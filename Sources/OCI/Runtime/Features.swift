// SPDX-License-Identifier: Apache-2.0

/// What a runtime knows and supports (runtime-spec features.md and features-linux.md).
///
/// All members are true facts of this build and, where noted, of the running kernel.
package struct Features: Sendable {
  package var ociVersionMin = "1.0.0"
  package var ociVersionMax = specificationVersion
  package var hooks: [String] = []
  package var mountOptions: [String] = []
  package var namespaces: [String] = []
  package var capabilities: [String] = []
  package var hasSystemdCgroups = false
  package var seccompActions: [String] = []
  package var seccompOperators: [String] = []
  package var seccompArchitectures: [String] = []
  package var seccompFlags: [String] = []
  /// Those of `seccompFlags` that the running kernel takes.
  package var supportedSeccompFlags: [String] = []
  package var hasIntelRdt = false
  package var memoryPolicyModes: [String] = []
  package var memoryPolicyFlags: [String] = []
  package var annotations: [KeyValue] = []
  /// Annotations of config.json that change what the runtime does beyond the specification.
  package var potentiallyUnsafeAnnotations: [String] = []
  package init() {}

  package func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("ociVersionMin", ociVersionMin)
    json.member("ociVersionMax", ociVersionMax)
    json.member("hooks", hooks)
    json.member("mountOptions", mountOptions)
    json.name("linux")
    writeLinux(to: &json)
    json.member("annotations", annotations)
    json.member("potentiallyUnsafeConfigAnnotations", potentiallyUnsafeAnnotations)
    json.endObject()
  }

  private func writeLinux(to json: inout JSONWriter) {
    json.beginObject()
    json.member("namespaces", namespaces)
    json.member("capabilities", capabilities)
    json.name("cgroup")
    json.beginObject()
    json.member("v1", true)
    json.member("v2", true)
    json.member("systemd", hasSystemdCgroups)
    json.member("systemdUser", hasSystemdCgroups)
    json.member("rdma", true)
    json.endObject()
    json.name("seccomp")
    json.beginObject()
    json.member("enabled", true)
    json.member("actions", seccompActions)
    json.member("operators", seccompOperators)
    json.member("archs", seccompArchitectures)
    json.member("knownFlags", seccompFlags)
    json.member("supportedFlags", supportedSeccompFlags)
    json.endObject()
    Features.writeSwitch("apparmor", true, to: &json)
    Features.writeSwitch("selinux", true, to: &json)
    Features.writeSwitch("intelRdt", hasIntelRdt, to: &json)
    json.name("memoryPolicy")
    json.beginObject()
    json.member("modes", memoryPolicyModes)
    json.member("flags", memoryPolicyFlags)
    json.endObject()
    json.name("mountExtensions")
    json.beginObject()
    Features.writeSwitch("idmap", true, to: &json)
    json.endObject()
    Features.writeSwitch("netDevices", true, to: &json)
    json.endObject()
  }

  private static func writeSwitch(_ name: String, _ isEnabled: Bool, to json: inout JSONWriter) {
    json.name(name)
    json.beginObject()
    json.member("enabled", isEnabled)
    json.endObject()
  }
}
