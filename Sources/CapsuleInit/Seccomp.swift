// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

extension InitContext {
  /// Loads the filter; with a listener, tells the parent its number and waits until it has been fetched and delivered.
  ///
  /// From here on only read(2), write(2) and close(2) are used before the program's execve(2), as far as the plan lets:
  /// any other call might be what the filter forbids, or what the agent is asked about before it runs.
  mutating func loadSeccomp(_ step: SeccompStep) throws(KernelError) {
    if homeIsKnown { root = RootDirectory(Descriptor(owning: -1)) }
    try closeForeignDescriptors()
    let listener = try SeccompLoad.load(step.program, flags: step.flags)
    isFiltered = true
    guard step.notify else { return }
    parent.send(.seccompListener(listener))
    guard case .proceed = parent.receive() else { Processes.exit(InitFailure.status) }
    Descriptor(owning: listener).close()
  }

  /// Closes everything but the standard streams, the preserved descriptors and what the rest of the plan needs, so that
  /// neither the program's path nor its loader can go through one (CVE-2024-21626).
  mutating func closeForeignDescriptors() throws(KernelError) {
    forgetDirectory()
    var kept = [parent.descriptor.raw]
    if let gate = orders.gate { kept.append(number(gate)) }
    if root.descriptor.raw >= 0 { kept.append(root.descriptor.raw) }
    var next = Int32(3 + orders.preservedDescriptors)
    while let number = kept.filter({ $0 >= next }).min() {
      if number > next { try Descriptors.close(from: next, through: number - 1) }
      next = number + 1
    }
    try Descriptors.close(from: next, through: .max)
  }
}
