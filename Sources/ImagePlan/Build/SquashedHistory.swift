// SPDX-License-Identifier: Apache-2.0
package import OCI

extension ImageConfig {
  /// Says that the last `count` layers are one: every line of history stays, and the last one that made a layer has it.
  package mutating func squashHistory(last count: Int) {
    var left = count
    for index in history.indices.reversed() where left > 0 && !history[index].emptyLayer {
      if left < count { history[index].emptyLayer = true }
      left -= 1
    }
  }
}
