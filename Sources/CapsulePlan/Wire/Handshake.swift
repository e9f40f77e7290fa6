// SPDX-License-Identifier: Apache-2.0

/// The parent's view of the conversation drawn at `FromInit`.
///
/// It refuses every message that is not the next one, in either direction. Pure: the launcher tells it what it sends
/// and what it received.
package struct Handshake: Sendable {
  /// Where the conversation stands.
  package enum State: UInt8, Equatable, Sendable {
    /// The child waits for `begin`.
    case created
    /// It performs steps.
    case performing
    /// It waits while the parent runs prestart and createRuntime hooks.
    case awaitingHooks
    /// It waits while the parent maps the owners of a tree.
    case awaitingMap
    /// It waits while the parent fetches and delivers the seccomp listener.
    case awaitingDelivery
    /// It is at the gate: its FIFO, or the parent's `start`.
    case ready
    /// It was told to start; the end of the conversation says that the program runs.
    case started
    /// It reported a failure; only its end follows.
    case failed
  }

  package private(set) var state = State.created
  /// What the plan still has to ask for.
  private var hooksDue: Bool
  private var listenersDue: Int
  private var mapsDue: Int
  /// Where the delivery of a listener goes back to.
  private var afterDelivery = State.performing
  /// The gate is a FIFO: `start` is never said over the socket.
  private let gateIsFIFO: Bool

  package init(steps: [InitStep]) {
    hooksDue = false
    listenersDue = 0
    mapsDue = 0
    var fifo = false
    for step in steps {
      if case .waitForRuntimeHooks = step { hooksDue = true }
      if case .mount(let mount) = step, case .mappedBind = mount.kind { mapsDue += 1 }
      if case .loadSeccomp(let seccomp) = step, seccomp.notify { listenersDue += 1 }
      if case .waitAtGate(let gate) = step { fifo = gate != nil }
    }
    gateIsFIFO = fifo
  }

  /// Takes note of a message of the child; throws `.system` if it is not one that may come now.
  package mutating func received(_ message: FromInit) throws(Failure) {
    switch (message, state) {
    case (.failed, .performing), (.failed, .started), (.failed, .created): state = .failed
    // Behind a FIFO the child may go on, and fail, without the parent's word.
    case (.failed, .ready) where gateIsFIFO: state = .failed
    case (.warning, .performing), (.warning, .started), (.debug, .performing), (.debug, .started): break
    case (.runtimeHooks, .performing) where hooksDue:
      hooksDue = false
      state = .awaitingHooks
    case (.treeToMap, .performing) where mapsDue > 0:
      mapsDue -= 1
      state = .awaitingMap
    case (.seccompListener, .performing) where listenersDue > 0, (.seccompListener, .started) where listenersDue > 0:
      listenersDue -= 1
      afterDelivery = state
      state = .awaitingDelivery
    case (.ready, .performing) where !hooksDue: state = .ready
    // Everything else, of every kind, is out of order.
    default: throw Failure(.system, "init stage said \(message.name) while \(state.description)")
    }
  }

  /// Takes note of a message to the child; throws `.system` if the child does not wait for it.
  package mutating func sent(_ message: ToInit) throws(Failure) {
    switch (message, state) {
    case (.begin, .created): state = .performing
    case (.proceed, .awaitingHooks), (.proceed, .awaitingMap): state = .performing
    case (.proceed, .awaitingDelivery): state = afterDelivery
    case (.start, .ready) where !gateIsFIFO: state = .started
    // Everything else, of every kind, is out of order.
    default: throw Failure(.system, "tried to tell the init stage \(message.name) while \(state.description)")
    }
  }

  /// Takes note of the child's end of file: after `start` it says that the program runs (execve closed the socket), at
  /// any other time that the child died; that is thrown as `.system`.
  package func ended() throws(Failure) {
    if state != .started { throw Failure(.system, "the init stage ended while \(state.description)") }
  }
}

extension Handshake.State {
  /// For messages, after "while".
  package var description: String {
    switch self {
    case .created: return "waiting to begin"
    case .performing: return "performing its steps"
    case .awaitingHooks: return "waiting for hooks"
    case .awaitingMap: return "waiting for an ID-mapped mount"
    case .awaitingDelivery: return "waiting for its seccomp listener's delivery"
    case .ready: return "waiting at the start gate"
    case .started: return "starting the program"
    case .failed: return "failing"
    }
  }
}

extension FromInit {
  /// For messages.
  package var name: String {
    switch self {
    case .runtimeHooks: return "runtimeHooks"
    case .treeToMap: return "treeToMap"
    case .seccompListener: return "seccompListener"
    case .ready: return "ready"
    case .failed: return "failed"
    case .warning: return "warning"
    case .debug: return "debug"
    }
  }
}

extension ToInit {
  /// For messages.
  package var name: String {
    switch self {
    case .begin: return "begin"
    case .proceed: return "proceed"
    case .start: return "start"
    }
  }
}
