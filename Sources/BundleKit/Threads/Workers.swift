// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan

/// Work of one kind, shared out to several threads.
package enum Workers {
  /// Gives each item to one of at most `count` threads; what came of them, in no particular order.
  ///
  /// `begin` is run once in each thread and returns what is done with an item there, with tools of the thread's own.
  ///
  /// - Throws: the first failure, in the order of the threads, when all have ended; after a failure none takes up more.
  package static func share<Item: Sendable, Value: Sendable>(
    _ items: [Item], among count: Int,
    _ begin: @escaping @Sendable () -> ((Item) throws(Failure) -> Value)
  ) throws(Failure) -> [Value] {
    let queue = Channel<Item>(capacity: items.count + 1)
    for item in items { queue.send(item) }
    queue.finish()
    var workers: [Worker<[Value]>] = []
    for _ in 0..<min(items.count, max(1, count)) {
      workers.append(
        try Worker { () throws(Failure) -> [Value] in
          let work = begin()
          var done: [Value] = []
          while let item = queue.receive() {
            do throws(Failure) {
              done.append(try work(item))
            } catch {
              queue.cancel()
              throw error
            }
          }
          return done
        })
    }
    var values: [Value] = []
    var first: Failure?
    for worker in workers {
      do throws(Failure) {
        values += try worker.join()
      } catch {
        first = first ?? error
      }
    }
    if let first { throw first }
    return values
  }
}
