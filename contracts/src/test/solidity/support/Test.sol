// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Vm} from "./Vm.sol";

/// @dev The base of every test: forge's functions, and a few words for the tests to read well.
abstract contract Test {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    /// @dev `value` brought between `low` and `high`, both included.
    function bound(uint256 value, uint256 low, uint256 high) internal pure returns (uint256) {
        return low + value % (high - low + 1);
    }

    function skip(uint256 duration) internal {
        vm.warp(block.timestamp + duration);
    }

    /// @dev The next call has to revert with this very error.
    function expectError(bytes memory encodedError) internal {
        vm.expectRevert(encodedError);
    }

    /// @dev Deploys the very bytecode that is committed and shipped.
    function deploy(string memory name, bytes memory arguments) internal returns (address deployed) {
        string memory path = string.concat("src/main/resources/io/enerlink/contracts/", name, ".bin");
        bytes memory code = bytes.concat(vm.parseBytes(string.concat("0x", vm.readFile(path))), arguments);
        assembly ("memory-safe") {
            deployed := create(0, add(code, 32), mload(code))
            if iszero(deployed) {
                returndatacopy(0, 0, returndatasize())
                revert(0, returndatasize())
            }
        }
    }
}
