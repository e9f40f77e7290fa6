// SPDX-License-Identifier: Apache-2.0

/// What an operation does to a container, as far as its status decides whether it may.
package enum Transition: CaseIterable, Sendable {
  case start
  case exec
  case execIgnoringPause
  case kill
  case killAll
  case pause
  case resume
  case update
  case events
  case delete
  case deleteByForce
}

/// Who may do what, when (runtime.md, "Lifecycle" and "Operations"); the texts are those that engines match.
package enum Transitions {
  /// Nil when `transition` may happen to a container that is `status`; otherwise why not.
  package static func refusal(
    _ transition: Transition, of id: String, when status: ContainerStatus
  ) -> Failure? {
    guard let reason = reason(transition, id, status) else { return nil }
    return Failure(.containerState, reason)
  }

  private static func reason(_ transition: Transition, _ id: String, _ status: ContainerStatus) -> String? {
    switch (transition, status) {
    case (.deleteByForce, _): return nil
    case (_, .creating): return "container \(id) is still being created, or its runtime was killed at it"

    case (.start, .created): return nil
    case (.start, .running): return "cannot start an already running container"
    case (.start, .paused): return "cannot start a container in the paused state"
    case (.start, .stopped): return "cannot start a container that has stopped"

    case (.exec, .created), (.exec, .running): return nil
    case (.execIgnoringPause, .created), (.execIgnoringPause, .running), (.execIgnoringPause, .paused): return nil
    case (.exec, .paused): return "cannot exec in a paused container (use --ignore-paused to override)"
    case (.exec, .stopped), (.execIgnoringPause, .stopped): return "cannot exec in a stopped container"

    case (.kill, .created), (.kill, .running), (.kill, .paused): return nil
    case (.kill, .stopped): return "container not running"
    // The obsolete --all is called by engines after init's death, for what is left in the cgroup.
    case (.killAll, .created), (.killAll, .running), (.killAll, .paused), (.killAll, .stopped): return nil

    case (.pause, .created), (.pause, .running): return nil
    case (.pause, .paused), (.pause, .stopped): return "container not running: \(status.rawValue)"
    case (.resume, .paused): return nil
    case (.resume, .created), (.resume, .running), (.resume, .stopped): return "container not paused"
    case (.update, .created), (.update, .running), (.update, .paused): return nil
    case (.update, .stopped): return "container not running"
    case (.events, .created), (.events, .running), (.events, .paused): return nil
    case (.events, .stopped): return "container with id \(id) is not running"

    // The specification calls deleting a created container an error; every peer kills it, and engines count on that.
    case (.delete, .stopped), (.delete, .created): return nil
    case (.delete, .running), (.delete, .paused):
      return "cannot delete container \(id) that is not stopped: \(status.rawValue)"
    }
  }
}
