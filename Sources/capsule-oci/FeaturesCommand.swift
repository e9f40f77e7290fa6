// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import CapsuleRuntime
internal import Kernel
internal import LinuxABI
internal import OCI

extension Call {
  /// `features`: from the very tables that configurations are judged and performed with.
  func features() throws(Failure) {
    var features = Features()
    features.hooks = Hooks.properties.words
    features.mountOptions = MountOptions.names
    for kind in Namespace.allCases { features.namespaces.append(kind.ociName) }
    for capability in Capability.allCases { features.capabilities.append(capability.name) }
    for action in SeccompAction.allCases { features.seccompActions.append(action.name) }
    for comparison in SeccompOperator.allCases { features.seccompOperators.append(comparison.name) }
    for architecture in SeccompArchitecture.allCases where FilterCompiler.supports(architecture) {
      features.seccompArchitectures.append(architecture.name)
    }
    for flag in SeccompFlag.allCases {
      features.seccompFlags.append(flag.name)
      if SeccompSupport.takes(flags: flag.bit) { features.supportedSeccompFlags.append(flag.name) }
    }
    for mode in MemoryPolicyMode.allCases { features.memoryPolicyModes.append(mode.name) }
    for flag in MemoryPolicyFlag.allCases { features.memoryPolicyFlags.append(flag.name) }
    let library = FilterCompiler.libraryVersion
    features.annotations = [
      KeyValue(key: "io.github.seccomp.libseccomp.version", value: "\(library.0).\(library.1).\(library.2)"),
      // The one that tools ask for before they offer checkpoints.
      KeyValue(key: "org.opencontainers.runc.checkpoint.enabled", value: "false"),
    ]
    var json = JSONWriter(.indented("    "))
    features.write(to: &json)
    try Output.write(json.bytes + [0x0a])
  }
}
