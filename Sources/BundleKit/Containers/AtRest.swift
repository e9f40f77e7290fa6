// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan

extension ContainerStore {
  /// Runs `body` while nobody changes the container's files: a running one is frozen by `runtime` unless that is nil, any
  /// other is kept from being started.
  func atRest<Value>(
    _ record: ContainerRecord, _ runtime: RuntimeProgram?, _ body: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    guard record.isRunning else {
      let lock = try store.lock("container-" + record.id)
      let value = try body()
      _ = consume lock
      return value
    }
    guard let runtime, record.condition(runtime) == .running else { return try body() }
    try runtime.run(["pause", record.id], during: "pause \(record.name)")
    let outcome: Result<Value, Failure>
    do throws(Failure) { outcome = .success(try body()) } catch { outcome = .failure(error) }
    do {
      try runtime.run(["resume", record.id], during: "unpause \(record.name)")
    } catch {
      guard case .failure(var first) = outcome else { throw error }
      first.cleanup.append(error.message)
      throw first
    }
    return try outcome.get()
  }
}
