// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {
    AccessControlDefaultAdminRules
} from "@openzeppelin/contracts/access/extensions/AccessControlDefaultAdminRules.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {IIDRSToken} from "./interfaces/IIDRSToken.sol";

/// @title EnerLink Rupiah Token
contract IDRSToken is IIDRSToken, ERC20Permit, AccessControlDefaultAdminRules {
    /// @notice May mint, and confirm or refund redemptions: the bank.
    bytes32 public constant BANK_ROLE = keccak256("BANK_ROLE");

    bytes32 private constant REDEEM_TYPEHASH =
        keccak256("Redeem(address holder,uint256 amount,bytes32 ref,uint256 deadline)");

    mapping(bytes32 ref => bool) private _minted;
    mapping(bytes32 ref => Redemption) private _redemptions;
    uint256 private _dailyCap;
    uint256 private _capDay;
    uint256 private _mintedOnCapDay;

    /// @param adminDelay seconds until a change of the administrator takes effect
    /// @param admin grants the bank role and sets the cap
    /// @param cap what the bank may mint a day
    constructor(uint48 adminDelay, address admin, uint256 cap)
        ERC20("EnerLink Rupiah Token", "IDRS")
        ERC20Permit("EnerLink Rupiah Token")
        AccessControlDefaultAdminRules(adminDelay, admin)
    {
        _dailyCap = cap;
        emit DailyCapChanged(cap);
    }

    /// @inheritdoc IIDRSToken
    function mint(address to, uint256 amount, bytes32 ref) external onlyRole(BANK_ROLE) {
        if (amount == 0) revert ZeroAmount();
        if (_minted[ref]) revert ReferenceUsed(ref);
        _minted[ref] = true;
        _countAgainstCap(amount);
        _mint(to, amount);
        emit Minted(ref, to, amount);
    }

    /// @inheritdoc IIDRSToken
    function redeem(uint256 amount, bytes32 ref) external {
        _redeem(msg.sender, amount, ref);
    }

    /// @inheritdoc IIDRSToken
    function redeemFor(address holder, uint256 amount, bytes32 ref, uint256 deadline, bytes calldata signature)
        external
    {
        if (block.timestamp > deadline) revert RequestExpired(deadline);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(REDEEM_TYPEHASH, holder, amount, ref, deadline)));
        if (!SignatureChecker.isValidSignatureNow(holder, digest, signature)) revert NotSignedBy(holder);
        _redeem(holder, amount, ref);
    }

    /// @inheritdoc IIDRSToken
    function confirmRedemption(bytes32 ref) external onlyRole(BANK_ROLE) {
        Redemption storage closed = _close(ref, RedemptionStatus.CONFIRMED);
        emit RedemptionConfirmed(ref, closed.holder, closed.amount);
    }

    /// @inheritdoc IIDRSToken
    function refundRedemption(bytes32 ref) external onlyRole(BANK_ROLE) {
        Redemption storage closed = _close(ref, RedemptionStatus.REFUNDED);
        _mint(closed.holder, closed.amount);
        emit RedemptionRefunded(ref, closed.holder, closed.amount);
    }

    /// @inheritdoc IIDRSToken
    function setDailyCap(uint256 cap) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _dailyCap = cap;
        emit DailyCapChanged(cap);
    }

    /// @inheritdoc IIDRSToken
    function redemption(bytes32 ref) external view returns (Redemption memory) {
        return _redemptions[ref];
    }

    /// @inheritdoc IIDRSToken
    function minted(bytes32 ref) external view returns (bool) {
        return _minted[ref];
    }

    /// @inheritdoc IIDRSToken
    function dailyCap() external view returns (uint256) {
        return _dailyCap;
    }

    /// @inheritdoc IIDRSToken
    function mintableToday() public view returns (uint256) {
        uint256 used = _capDay == _today() ? _mintedOnCapDay : 0;
        return used < _dailyCap ? _dailyCap - used : 0;
    }

    /// @notice 6: a base unit is a millionth of a rupiah.
    function decimals() public pure override returns (uint8) {
        return 6;
    }

    function _redeem(address holder, uint256 amount, bytes32 ref) private {
        if (amount == 0) revert ZeroAmount();
        if (_redemptions[ref].status != RedemptionStatus.NONE) revert ReferenceUsed(ref);
        _redemptions[ref] = Redemption(holder, RedemptionStatus.REQUESTED, amount);
        _burn(holder, amount);
        emit RedemptionRequested(ref, holder, amount);
    }

    function _close(bytes32 ref, RedemptionStatus status) private returns (Redemption storage closed) {
        closed = _redemptions[ref];
        if (closed.status != RedemptionStatus.REQUESTED) revert NotRequested(ref);
        closed.status = status;
    }

    function _countAgainstCap(uint256 amount) private {
        uint256 left = mintableToday();
        if (amount > left) revert DailyCapExceeded(amount, left);
        uint256 today = _today();
        _mintedOnCapDay = _capDay == today ? _mintedOnCapDay + amount : amount;
        _capDay = today;
    }

    function _today() private view returns (uint256) {
        return block.timestamp / 1 days;
    }
}
