// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BundleKit
import CapsulePlan

/// `bundle hold-namespaces`: what keeps the namespaces of a user without privileges; not for people.
struct HoldNamespaces: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "hold-namespaces", shouldDisplay: false)

  func run() throws { try NamespaceHolder.hold() }
}

extension Verb {
  /// Whether a user without privileges has to be root of a namespace for it: it mounts, or touches files of other users.
  var needsNamespaces: Bool {
    switch self {
    case is Run, is Create, is Start, is MonitorVerb, is Stop, is Kill, is Pause, is Unpause, is RemoveContainers,
      is Exec, is Top, is CopyFiles, is CommitContainer, is DiffContainer, is ExportContainer, is RemoveImages,
      is Prune, is CollectGarbage, is CheckStore, is Volumes.Create, is Volumes.Remove, is Volumes.Prune:
      true
    default: false
    }
  }
}
