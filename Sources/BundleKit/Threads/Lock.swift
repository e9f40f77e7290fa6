// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// A mutex with a condition (pthread_mutex_lock(3), pthread_cond_wait(3)): what threads share is guarded by one of these.
package final class Lock: @unchecked Sendable {
  // On the heap: a pthread_mutex_t must not move.
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  package init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  /// Runs `body` while no other thread is inside.
  package func with<T, E: Error>(_ body: () throws(E) -> T) throws(E) -> T {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body()
  }

  /// Lets others in until somebody calls `wake`; only within `with`.
  ///
  /// May return without cause: what is waited for is looked at again.
  package func wait() { pthread_cond_wait(condition, mutex) }

  /// Wakes all that wait.
  package func wake() { pthread_cond_broadcast(condition) }
}
