// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title Metered energy as a token: one base unit is 1 µWh, so 10⁹ of them (1 ETK) are 1 kWh.
interface IETKToken is IERC20 {
    /// @notice `account` holds tokens for others and cannot be burned from.
    error Shielded(address account);

    /// @notice `account` has put itself out of reach of `burn`, for good.
    event ShieldRaised(address indexed account);

    /// @notice Creates `amount` for `to`. Only the converter.
    function mint(address to, uint256 amount) external;

    /// @notice Destroys `amount` of what `from` holds, without its consent. Only the converter.
    function burn(address from, uint256 amount) external;

    /// @notice Puts the caller out of reach of `burn`, for good: an escrow does, so that no role can burn what it keeps.
    function shield() external;

    /// @notice How much of what `account` holds `burn` would take: all of it, or nothing where it is shielded.
    function burnable(address account) external view returns (uint256);
}
