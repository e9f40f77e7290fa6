// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Glibc

/// A thread of its own for work that blocks, and what came of it.
///
/// Swift's cooperative threads are not for system calls that wait; these are pthreads, which die with the process.
package final class Worker<Value: Sendable> {
  private let job: Job<Value>
  private var thread = pthread_t()
  private var joined = false

  /// Starts a thread that runs `body`.
  ///
  /// - Throws: `system` when there can be no more threads.
  package init(_ body: @escaping @Sendable () throws(Failure) -> Value) throws(Failure) {
    job = Job(body)
    let start = Unmanaged.passRetained(job as Runnable)
    let errno = pthread_create(
      &thread, nil,
      { argument in
        if let argument { Unmanaged<Runnable>.fromOpaque(argument).takeRetainedValue().run() }
        return nil
      }, start.toOpaque())
    if errno != 0 {
      start.release()
      joined = true
      throw Failure(.system, "start a thread: error \(errno)", hint: "raise the limit on processes (RLIMIT_NPROC)")
    }
  }

  deinit { wait() }

  /// Waits for the end of the thread; what it returned or threw.
  package func join() throws(Failure) -> Value {
    wait()
    guard let result = job.result else { preconditionFailure("a thread ended without a result") }
    return try result.get()
  }

  private func wait() {
    if joined { return }
    joined = true
    pthread_join(thread, nil)
  }
}

/// What a thread starts with: C sees no generics.
private class Runnable {
  func run() {}
}

private final class Job<Value: Sendable>: Runnable {
  private let body: @Sendable () throws(Failure) -> Value
  /// Written by the thread, read after it was joined.
  var result: Result<Value, Failure>?

  init(_ body: @escaping @Sendable () throws(Failure) -> Value) { self.body = body }

  override func run() {
    do throws(Failure) {
      result = .success(try body())
    } catch {
      result = .failure(error)
    }
  }
}

/// How many threads work at once on this machine: its processors (sysconf(3)).
package enum Processors {
  package static let count = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
}
