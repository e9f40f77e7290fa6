// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BundleKit
import CapsulePlan

/// `bundle hold-namespaces`: what keeps the namespaces of a user without privileges; not for people.
struct HoldNamespaces: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "hold-namespaces", shouldDisplay: false)

  func run() throws { try NamespaceHolder.hold() }
}

/// Whether a user without privileges has to be root of a namespace for a verb.
enum NamespaceNeed {
  case none
  /// It may touch files of other users, if there are any.
  case useful
  /// It mounts, or joins what is mounted.
  case necessary
}

extension Verb {
  var namespaceNeed: NamespaceNeed {
    switch self {
    case is Build, is Run, is Create, is Start, is MonitorVerb, is Stop, is Kill, is Pause, is Unpause,
      is RemoveContainers,
      is Exec, is Top, is CopyFiles, is CommitContainer, is DiffContainer, is ExportContainer:
      .necessary
    case is RemoveImages, is Prune, is CollectGarbage, is CheckStore, is Volumes.Create, is Volumes.Remove,
      is Volumes.Prune:
      .useful
    default: .none
    }
  }

  /// Becomes root of the caller's namespaces where that is of use.
  func enterNamespaces() throws(Failure) {
    switch namespaceNeed {
    case .none: return
    case .useful: _ = try? Rootless.enter()
    case .necessary:
      for line in try Rootless.enter() where self is Run || self is Create || self is Build { global.warn(line) }
    }
  }
}
