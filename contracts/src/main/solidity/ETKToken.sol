// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {
    AccessControlDefaultAdminRules
} from "@openzeppelin/contracts/access/extensions/AccessControlDefaultAdminRules.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {IETKToken} from "./interfaces/IETKToken.sol";

/// @title EnerLink Energy Token
contract ETKToken is IETKToken, ERC20Permit, AccessControlDefaultAdminRules {
    /// @notice May mint, and burn from wallets: the converter.
    bytes32 public constant MINTER_ROLE = keccak256("MINTER_ROLE");

    mapping(address account => bool) private _shielded;

    /// @param adminDelay seconds until a change of the administrator takes effect
    /// @param admin grants the minter role
    constructor(uint48 adminDelay, address admin)
        ERC20("EnerLink Energy Token", "ETK")
        ERC20Permit("EnerLink Energy Token")
        AccessControlDefaultAdminRules(adminDelay, admin)
    {}

    /// @inheritdoc IETKToken
    function mint(address to, uint256 amount) external onlyRole(MINTER_ROLE) {
        _mint(to, amount);
    }

    /// @inheritdoc IETKToken
    function burn(address from, uint256 amount) external onlyRole(MINTER_ROLE) {
        if (_shielded[from]) revert Shielded(from);
        _burn(from, amount);
    }

    /// @inheritdoc IETKToken
    function shield() external {
        _shielded[msg.sender] = true;
        emit ShieldRaised(msg.sender);
    }

    /// @inheritdoc IETKToken
    function burnable(address account) external view returns (uint256) {
        return _shielded[account] ? 0 : balanceOf(account);
    }

    /// @notice 9: a base unit is 1 µWh, the finest that a meter reports.
    function decimals() public pure override returns (uint8) {
        return 9;
    }
}
